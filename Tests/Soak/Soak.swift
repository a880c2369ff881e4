import Glibc
import Reactor
import Synchronization
import TestSupport

/// A mixed load over 100 topics and 100 queues, with kills, and the accounts at its end.
final class Soak: Sendable {
    /// Growth of the server's memory over the quiet last part that counts as flat.
    static let growthBytesMax = 24.0 * 1024 * 1024
    private static let threads = 4

    private let arguments: Arguments
    private let ledger = Ledger()
    private let server: Server
    private let topics = Mutex<[TopicAccount]>([])
    private let queues = Mutex<[QueueAccount]>([])

    init(_ arguments: Arguments) {
        self.arguments = arguments
        server = Server(binary: arguments.binary, folder: arguments.folder, ledger: ledger)
    }

    /// Runs it all; the exit code.
    func run() throws -> Int32 {
        print("soak: \(arguments.seconds) s, seed \(arguments.seed), files in \(arguments.folder)")
        _ = try server.start()
        let loads = try startLoads()
        let line = try watch()
        ledger.stop()
        for load in loads { load.join() }
        report(line)
        try account()
        for failure in ledger.failures { print("WRONG: \(failure)") }
        print(
            ledger.failures.isEmpty
                ? "soak: all accounted for" : "soak: \(ledger.failures.count) things are wrong")
        fflush(nil)
        return ledger.failures.isEmpty ? 0 : 1
    }

    private func startLoads() throws -> [Reactor.Thread] {
        var loads: [Reactor.Thread] = []
        for number in 0..<Self.threads {
            let indices = (0..<100).filter { $0 % Self.threads == number }
            let seed = arguments.seed &* 100 &+ UInt64(number)
            loads.append(
                try Thread(name: "topics-\(number)") { [self] in
                    var load = TopicLoad(ledger, indices, seed: seed)
                    let accounts = load.run()
                    topics.withLock { $0 += accounts }
                })
            loads.append(
                try Thread(name: "queues-\(number)") { [self] in
                    var load = QueueLoad(ledger, indices, seed: seed &+ 50)
                    let accounts = load.run()
                    queues.withLock { $0 += accounts }
                })
        }
        return loads
    }

    // MARK: while it runs

    /// Kills the server now and then in the first part, and measures its memory in the last.
    private func watch() throws -> MemoryLine {
        var random = SplitMix64(seed: arguments.seed)
        let begun = Clock.seconds
        let end = begun + arguments.seconds
        let quiet = begun + arguments.seconds * 0.55
        var line = MemoryLine()
        let pause = max(8, arguments.seconds / 20)
        var nextKill = begun + pause
        var nextPrint = begun + 10
        while Clock.seconds < end, !ledger.isStopping {
            usleep(500_000)
            let now = Clock.seconds
            server.check()
            if now >= nextKill, now < quiet, !ledger.isStopping {
                server.kill()
                let took = try server.start()
                print("killed at \(Int(now - begun)) s, back after \(took.rounded(2)) s")
                nextKill = Clock.seconds + pause * Double.random(in: 0.5...1.5, using: &random)
            }
            if let pid = server.pid { line.sample(pid, at: now - begun) }
            if now >= nextPrint {
                let memory = (line.samples.last?.bytes ?? 0).mebibytes
                print("\(Int(now - begun)) s: memory \(memory), \(ledger.tally.text)")
                fflush(nil)
                nextPrint += max(10, arguments.seconds / 30)
            }
        }
        // What a start needs, and what grows only until its bound is reached, is not counted.
        return line.from((quiet - begun) + (arguments.seconds - (quiet - begun)) / 3)
    }

    private func report(_ line: MemoryLine) {
        let growth = line.slope * line.duration
        print(
            """
            memory of the server over its last \(Int(line.duration)) s: mean \(line.mean.mebibytes), \
            slope \((line.slope / 1024).rounded(2)) KiB/s, growth \(growth.mebibytes) \
            (flat is at most \(Self.growthBytesMax.mebibytes))
            """)
        if growth > Self.growthBytesMax { ledger.fail("memory grows by \(growth.mebibytes)") }
        let own = MemoryLine.bytes(of: getpid()) ?? 0
        print("memory of the clients: \(own.mebibytes)")
    }

    // MARK: the end

    /// Kills it a last time, and accounts for everything after the restart.
    private func account() throws {
        server.kill()
        let took = try server.start()
        print("accounting: back after \(took.rounded(2)) s")
        let accounting = Accounting(ledger)
        let topics = topics.withLock { $0 }.sorted { $0.name < $1.name }
        let queues = queues.withLock { $0 }.sorted { $0.name < $1.name }
        let read = topics.reduce(0) { $0 + accounting.account(for: $1) }
        let drained = queues.reduce(0) { $0 + accounting.drain($1) }
        let published = topics.reduce(0) { $0 + $1.next.reduce($1.numbers, +) }
        let queued = queues.reduce(0) { $0 + $1.end }
        print(
            "topics: \(published) published, \(read) there; queues: \(queued) published, \(drained) were left"
        )
        if !server.stop() { ledger.fail("the server did not stop cleanly") }
    }
}

extension Ledger.Tally {
    var text: String {
        "\(published) published, \(received) received, \(acked) acked, \(read) read, \(refused) refused, "
            + "\(outages) outages"
    }
}

extension Double {
    var mebibytes: String { "\((self / 1_048_576).rounded(1)) MiB" }

    func rounded(_ digits: Int) -> Double {
        let scale = digits == 1 ? 10.0 : 100.0
        return (self * scale).rounded() / scale
    }
}
