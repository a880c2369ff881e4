import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

@Suite struct PipeliningTests {
    @Test func `answers come in the order of the requests`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.send((0..<500).map { "GET /\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined())
            for index in 0..<500 { #expect(client.answer()?.body == "/\(index)") }
        }
    }

    @Test func `a gated answer holds back what follows until its gate opens`() async throws {
        let mark = Watermark()
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            let path = exchange.path.string
            let gate = UInt64(path.dropFirst()).map { Gate(mark: mark, sequence: JournalSequence($0)) }
            path.withByteView { exchange.answer(.ok, .text, gate: gate, body: $0) }
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            for path in ["/a", "/2", "/b", "/1", "/3", "/c"] { client.get(path) }
            #expect(client.answer()?.body == "/a")
            server.barrier()
            #expect(client.arrived().isEmpty)
            #expect(server.server.counters.requests == 7)

            server.advance(mark, to: 1)
            server.barrier()
            #expect(client.arrived().isEmpty)

            server.advance(mark, to: 2)
            for path in ["/2", "/b", "/1"] { #expect(client.answer()?.body == path) }
            server.barrier()
            #expect(client.arrived().isEmpty)

            server.advance(mark, to: 3)
            for path in ["/3", "/c"] { #expect(client.answer()?.body == path) }
        }
    }

    @Test func `parsing pauses at the limit of unsent answers and goes on when they leave`() async throws {
        let mark = Watermark()
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            let gate = Gate(mark: mark, sequence: JournalSequence(1))
            exchange.answer(.ok, .text, gate: gate, body: exchange.path)
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            let all = (0..<3000).map { "GET /\($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined()
            client.send(all)
            // Every look costs three requests of its own.
            var looks = 0
            let parsed = server.settled {
                looks += 1
                return server.server.counters.requests - 3 * (looks - 1)
            }
            #expect(parsed == Limits.pipelinedRequestsMax)
            server.advance(mark, to: 1)
            for index in 0..<3000 { #expect(client.answer()?.body == "/\(index)") }
        }
    }

    @Test func `a connection that should close waits for its gated answer`() async throws {
        let mark = Watermark()
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            let gate = Gate(mark: mark, sequence: JournalSequence(1))
            exchange.answer(.created, .text, gate: gate, body: exchange.path)
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            client.get("/x", "Connection: close\r\n")
            client.finishSending()
            server.barrier()
            #expect(client.arrived().isEmpty)
            server.advance(mark, to: 1)
            #expect(client.answer()?.status == 201)
            #expect(client.isEnded())
        }
    }

    @Test func `continuations stay on their loop`() async throws {
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            _ = await exchange.park(until: nil) { waiter in waiter.signal() }
            exchange.answer(exchange.loop.isCurrent ? "home" : "away")
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            client.get("/first")
            _ = client.answer()
            let before = server.loop.enqueuedFromOutside
            for _ in 0..<100 {
                client.get("/x")
                #expect(client.answer()?.body == "home")
            }
            #expect(server.loop.enqueuedFromOutside == before)
        }
    }
}
