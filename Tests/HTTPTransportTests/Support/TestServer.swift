import Base
import HTTPWire
import Logging
import Reactor
import Synchronization

@testable import HTTPTransport

/// Answers with a closure; refusals are shown with their code.
struct Scripted: Responder {
    let answer: @Sendable (Exchange) async -> Void

    func respond(to exchange: Exchange) async { await answer(exchange) }

    func refuse(_ refusal: Refusal, on exchange: Exchange) {
        refusal.kind.rawValue.withByteView { exchange.answer(refusal.status, .text, body: $0) }
    }
}

extension Exchange {
    func answer(_ text: String) { answer(.ok, text) }

    func answer(_ status: Status, _ text: String) {
        text.withByteView { answer(status, .text, body: $0) }
    }

    func refuse(_ refusal: Refusal) { answer(refusal.status, refusal.kind.rawValue) }
}

/// A server on a free port of the loopback, with one loop unless told otherwise.
struct TestServer {
    let server: HTTPServer<Scripted>
    let loops: EventLoopGroup
    let port: UInt16

    var loop: EventLoop { loops.loops[0] }

    /// Opens gates as the journal would: moves the mark, then tells the loop.
    func advance(_ mark: Watermark, to sequence: UInt64) {
        mark.advance(to: JournalSequence(sequence))
        for loop in loops.loops { loop.post { [server] in server.durableAdvanced(on: loop) } }
    }

    /// Spins until so many connections are asleep, half a minute at most.
    func allAsleep(_ count: Int) async -> Bool {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if server.counters.asleep == count { return true }
            await Task.yield()
        }
        return false
    }

    /// What `value` comes to when the loop has nothing left to do.
    func settled<Value: Equatable>(_ value: () -> Value) -> Value {
        var last = value()
        while true {
            for _ in 0..<3 { barrier() }
            let next = value()
            if next == last { return next }
            last = next
        }
    }

    /// Returns when the loop has finished what it was doing.
    func barrier() {
        let client = RawClient(port)
        client.get("/barrier")
        _ = client.answer()
    }
}

func withServer(
    loops count: Int = 1, _ change: (inout ServerSettings) -> Void = { _ in },
    respond: @escaping @Sendable (Exchange) async -> Void = { $0.answer($0.path.string) },
    _ body: (TestServer) async throws -> Void
) async throws {
    let loops = try EventLoopGroup(count: count)
    var settings = ServerSettings(listen: ListenAddress(host: "127.0.0.1", port: 0))
    settings.lingerTime = Interval(milliseconds: 200)
    settings.stopTime = Interval(milliseconds: 500)
    change(&settings)
    let server = HTTPServer(
        settings: settings, loops: loops,
        responder: Scripted { exchange in
            if exchange.path == "/barrier" { return exchange.answer("passed") }
            await respond(exchange)
        }, log: Logger(label: "test"))
    let port = try server.start()
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(TestServer(server: server, loops: loops, port: port))) } catch {
        outcome = .failure(error)
    }
    await server.stop()
    loops.stop()
    try outcome.get()
}

/// A value that a handler leaves for the test.
final class Note<Value: Sendable>: Sendable {
    private let held = Mutex<Value?>(nil)

    var value: Value? { held.withLock { $0 } }
    func set(_ value: Value) { held.withLock { $0 = value } }

    /// Spins until it is there, half a minute at most; yields between two looks.
    func wait() async -> Value? {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if let value { return value }
            await Task.yield()
        }
        return nil
    }
}
