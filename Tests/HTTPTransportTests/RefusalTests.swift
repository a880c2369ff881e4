import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

@Suite struct RefusalTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ])
    func `bad framing is answered and the connection ends`(request: String, status: Int) async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.get("/good")
            client.send(request)
            client.send("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer()?.body == "/good")
            let answer = client.answer()
            #expect(answer?.status == status)
            #expect(answer?.field("connection") == "close")
            #expect(client.isEnded())
        }
    }

    @Test func `a head that is too large is refused while the client still sends`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "x", count: 200_000))
            #expect(client.answer()?.status == 431)
        }
    }

    @Test func `a head that does not come in time is 408`() async throws {
        try await withServer {
            $0.headTime = Interval(milliseconds: 30)
        } _: { server in
            let client = RawClient(server.port)
            client.send("GET / HT")
            let answer = client.answer()
            #expect(answer?.status == 408)
            #expect(answer?.body == "head_timeout")
            #expect(client.isEnded())
        }
    }

    @Test func `a body that does not come in time is 408`() async throws {
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            do throws(Refusal) { _ = try await exchange.readBody(max: 100) } catch { exchange.refuse(error) }
        }
        try await withServer({ $0.bodyTime = Interval(milliseconds: 30) }, respond: respond) { server in
            let client = RawClient(server.port)
            client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc")
            let answer = client.answer()
            #expect(answer?.status == 408)
            #expect(answer?.body == "body_timeout")
            #expect(client.isEnded())
        }
    }

    @Test func `an idle connection is closed without a word`() async throws {
        try await withServer {
            $0.idleTime = Interval(milliseconds: 30)
        } _: { server in
            let fresh = RawClient(server.port)
            #expect(fresh.isEnded())
            let used = RawClient(server.port)
            used.get("/x")
            #expect(used.answer()?.body == "/x")
            #expect(used.isEnded())
        }
    }

    @Test func `connections beyond the limit are turned away and told when to come back`() async throws {
        try await withServer {
            $0.connectionsMax = 2
        } _: { server in
            let first = RawClient(server.port)
            let second = RawClient(server.port)
            first.get("/1")
            second.get("/2")
            #expect(first.answer()?.status == 200)
            #expect(second.answer()?.status == 200)
            let third = RawClient(server.port)
            let answer = third.answer()
            #expect(answer?.status == 503)
            #expect(answer?.field("retry-after") == "1")
            #expect(server.server.counters.turnedAway == 1)
        }
    }

    @Test func `a handler that answers nothing is answered for`() async throws {
        try await withServer(respond: { _ in }) { server in
            let client = RawClient(server.port)
            client.get("/x")
            #expect(client.answer()?.status == 500)
        }
    }
}
