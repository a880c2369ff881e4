import API
import Base
import CAllocations
import CLinux
import Glibc
import HTTPTransport
import HTTPWire
import LogStore
import Logging
import Node
import Reactor
import Synchronization
import TestSupport

/// Measures whole requests on a server with one loop: its thread's heap use, and its hops from other threads.
final class RequestMeasurement {
    private static let rounds = 200
    private let loops: EventLoopGroup
    private let server: HTTPServer<Counting>
    private let counting: Counting
    private let journal: JournalThread
    private let client: Int32

    init() throws {
        let loops = try EventLoopGroup(count: 1)
        self.loops = loops
        let told = Told()
        var random = SplitMix64(seed: 7)
        let opened = try Node.open(
            NodeStore(directory: "data", fileSystem: SimulatedFileSystem()), settings: NodeSettings(),
            scheduler: OneLoop(loop: loops.loops[0]), random: &random,
            log: Logger(label: "silence") { _ in SwiftLogNoOpLogHandler() },
            release: { _ in told.tell?() })
        journal = JournalThread(opened.commit)
        journal.start { _ in abort() }
        counting = Counting(interface: Interface(node: opened.node))
        let server = HTTPServer(
            settings: ServerSettings(listen: ListenAddress(host: "127.0.0.1", port: 0)), loops: loops,
            responder: counting, log: Logger(label: "silence") { _ in SwiftLogNoOpLogHandler() })
        self.server = server
        told.tell = { server.durableAdvanced(on: loops.loops[0]) }
        client = martlet_connect("127.0.0.1", try server.start())
    }

    func run() {
        ask("PUT", "/v1/topics/events")
        ask("PUT", "/v1/queues/jobs")
        let line = "{\"value\":\"\(String(repeating: "x", count: 88))\"}\n"
        measure("GET /livez", "GET", "/livez")
        measure("POST a message", "POST", "/v1/topics/events/messages", line)
        measure(
            "POST a batch of 1,000", "POST", "/v1/topics/events/messages:batch",
            String(repeating: line, count: 1_000), "application/x-ndjson")
        measure("GET 1,000 messages", "GET", "/v1/topics/events/messages?max=1000")
        measure("POST receive of nothing", "POST", "/v1/queues/jobs/receive")
    }

    private func measure(
        _ name: String, _ method: String, _ path: String, _ body: String = "",
        _ type: String = "application/json"
    ) {
        let request = Self.request(method, path, body, type)
        for _ in 0..<Self.rounds / 4 { exchange(request) }
        counting.restart()
        let hops = loops.loops[0].enqueuedFromOutside
        for _ in 0..<Self.rounds { exchange(request) }
        let (allocations, bytes) = counting.middle()
        let hopped = loops.loops[0].enqueuedFromOutside - hops
        print("\(name): \(allocations) allocations, \(bytes) bytes, \(hopped / Self.rounds) thread hops")
    }

    private func ask(_ method: String, _ path: String) {
        exchange(Self.request(method, path, "", "application/json"))
    }

    private static func request(_ method: String, _ path: String, _ body: String, _ type: String) -> [UInt8] {
        let length = "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
        return Array(
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(method == "GET" ? "" : length)\r\n\(body)"
                .utf8)
    }

    /// Sends a request and reads its answer.
    private func exchange(_ request: [UInt8]) {
        var rest = request[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, 0) })
        }
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while !Self.isWhole(answer) {
            let count = recv(client, &piece, piece.count, 0)
            precondition(count > 0, "the server has left")
            answer += piece[..<count]
        }
        precondition(answer.starts(with: Array("HTTP/1.1 20".utf8)), String(decoding: answer, as: UTF8.self))
    }

    private static func isWhole(_ answer: [UInt8]) -> Bool {
        let end = Array("\r\n\r\n".utf8)
        guard answer.count >= 4,
            let head = (0...answer.count - 4).first(where: { Array(answer[$0..<$0 + 4]) == end })
        else { return false }
        let lines = String(decoding: answer[..<head], as: UTF8.self).split(separator: "\r\n")
        let field = lines.first { $0.hasPrefix("Content-Length: ") }
        return answer.count >= head + 4 + (field.flatMap { Int($0.dropFirst(16)) } ?? 0)
    }
}

/// Notes, as each request begins, what the loop's thread has taken from the heap.
private final class Counting: Responder {
    private struct Mark: Sendable {
        let count: UInt
        let bytes: UInt
    }

    private let interface: Interface
    private let marks = Mutex<[Mark]>([])

    init(interface: Interface) { self.interface = interface }

    func respond(to exchange: Exchange) async {
        let mark = Mark(count: martlet_allocation_count(), bytes: martlet_allocation_bytes())
        marks.withLock { if $0.count < $0.capacity { $0.append(mark) } }
        await interface.respond(to: exchange)
    }

    func refuse(_ refusal: Refusal, on exchange: Exchange) { interface.refuse(refusal, on: exchange) }

    /// Forgets, and makes room, so that a note takes nothing itself.
    func restart() {
        marks.withLock { marks in
            marks.removeAll()
            marks.reserveCapacity(1_024)
        }
    }

    /// What lay between the beginnings of two requests, most often.
    func middle() -> (allocations: UInt, bytes: UInt) {
        marks.withLock { marks in
            let pairs = zip(marks, marks.dropFirst())
            let counts = pairs.map { $1.count - $0.count }.sorted()
            let bytes = pairs.map { $1.bytes - $0.bytes }.sorted()
            return (counts[counts.count / 2], bytes[bytes.count / 2])
        }
    }
}

/// Whom the journal tells; known only once the server is there.
private final class Told: @unchecked Sendable { var tell: (() -> Void)? }

/// Real time, and one loop for everything.
private struct OneLoop: Scheduler {
    let loop: EventLoop
    var loopCount: Int { 1 }
    func wallClock() -> Instant { Instant(milliseconds: martlet_wall_clock()) }
    func monotonicNanoseconds() -> UInt64 { martlet_monotonic() }
    func post(loop _: Int, _ job: @escaping @Sendable () -> Void) { loop.post(job) }
    /// Nothing here waits for a deadline.
    func post(loop: Int, after interval: Interval, _ job: @escaping @Sendable () -> Void) {}
    func postToWorker(_ work: @escaping @Sendable () -> Void) { work() }
}
