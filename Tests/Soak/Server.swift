import Glibc
import Synchronization
import TestSupport

/// The real server over one folder, killed and started again.
final class Server: Sendable {
    private let binary: String
    private let folder: String
    private let ledger: Ledger
    private let process: Mutex<ChildProcess?> = Mutex(nil)

    init(binary: String, folder: String, ledger: Ledger) {
        self.binary = binary
        self.folder = folder
        self.ledger = ledger
    }

    var pid: Int32? { process.withLock { $0?.pid } }

    /// Starts it and tells everybody its port; how long that took, in seconds.
    func start() throws -> Double {
        let begun = Clock.seconds
        let started = try ChildProcess(
            binary,
            [
                "serve", "--listen", "127.0.0.1:0", "--data", folder, "--tail-bytes-max", "16MiB",
                "--checkpoint-interval", "5s", "--checkpoint-bytes", "64MiB", "--log-level", "warning",
            ])
        guard let line = started.nextLine(within: 120), let colon = line.lastIndex(of: ":"),
            let port = UInt16(line[line.index(after: colon)...])
        else { throw ChildProcess.Failure(description: "no server: \(started.errors)") }
        ledger.port = port
        process.withLock { $0 = started }
        return Clock.seconds - begun
    }

    /// Ends it as a power cut would end the process.
    func kill() { end(SIGKILL) }

    /// Ends it cleanly; whether it said so.
    func stop() -> Bool { end(SIGTERM) == .code(0) }

    @discardableResult
    private func end(_ signal: Int32) -> ChildProcess.Exit? {
        process.withLock { process in
            guard let running = process else { return nil }
            process = nil
            // A server that ended by itself is a failure of its own.
            if let exit = running.waitForExit(within: 0) {
                ledger.fail("the server had ended: \(exit): \(running.errors.suffix(1_000))")
                return exit
            }
            running.signal(signal)
            return running.waitForExit(within: 60)
        }
    }

    /// Notes when it has ended by itself.
    func check() {
        process.withLock { process in
            guard let exit = process?.waitForExit(within: 0) else { return }
            ledger.fail("the server ended by itself: \(exit): \(process?.errors.suffix(1_000) ?? "")")
            ledger.stop()
        }
    }
}

enum Clock {
    /// Seconds of the monotonic clock.
    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
