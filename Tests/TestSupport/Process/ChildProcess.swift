import Glibc

/// A program that a test started: its standard output as lines, its standard error in a file.
///
/// Killed when the last reference goes. Not Sendable but for `signal`: one thread waits for it.
package final class ChildProcess: @unchecked Sendable {
    /// How a process ended.
    package enum Exit: Equatable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    package let pid: Int32
    private let output: Int32
    private let errorPath: String
    private let folder: TemporaryFolder
    private var pending: [UInt8] = []
    private var ended: Exit?

    /// Starts `program` with the environment of the test, `MARTLET_*` taken out.
    package init(_ program: String, _ arguments: [String]) throws {
        folder = TemporaryFolder()
        errorPath = folder.path + "/stderr"
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "pipe: errno \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[0]
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, errorPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        var attributes = Self.withoutSignalMask()
        defer { posix_spawnattr_destroy(&attributes) }
        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        var environment = Self.environment().map { strdup($0) } + [nil]
        defer { for text in argv + environment { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, &attributes, &argv, &environment)
        guard code == 0 else { throw Failure(description: "cannot start \(program): errno \(code)") }
        self.pid = pid
    }

    deinit {
        if ended == nil {
            kill(pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
        }
        close(output)
    }

    /// The next line of its standard output; nil at its end or after `seconds`.
    package func nextLine(within seconds: Int32 = 30) -> String? {
        let limit = time(nil) + Int(seconds)
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            let left = limit - time(nil)
            guard left > 0, poll(&wait, 1, Int32(left) * 1_000) > 0 else { return nil }
            var piece = [UInt8](repeating: 0, count: 4_096)
            let count = read(output, &piece, piece.count)
            guard count > 0 else { return nil }
            pending += piece[..<count]
        }
    }

    /// What it has written to its standard error so far.
    package var errors: String { FileBytes.read(errorPath).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Sends it a signal; from any thread.
    package func signal(_ number: Int32) { kill(pid, number) }

    /// Waits until it has ended; nil when it has not after `seconds`.
    package func waitForExit(within seconds: Double = 30) -> Exit? {
        if let ended { return ended }
        var status: Int32 = 0
        var left = Int(seconds * 1_000)
        while waitpid(pid, &status, WNOHANG) != pid {
            guard left > 0 else { return nil }
            poll(nil, 0, 5)
            left -= 5
        }
        let number = status & 0x7f
        ended = number == 0 ? .code(status >> 8 & 0xff) : .signal(number)
        return ended
    }

    /// The threads of a test block signals, which a child would inherit.
    private static func withoutSignalMask() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        return attributes
    }

    /// `NAME=value` of the test's own environment.
    private static func environment() -> [String] {
        (FileBytes.read("/proc/self/environ") ?? []).split(separator: 0)
            .map { String(decoding: $0, as: UTF8.self) }
            .filter { !$0.hasPrefix("MARTLET_") }
    }
}
