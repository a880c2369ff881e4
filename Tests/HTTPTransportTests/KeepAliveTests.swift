import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

@Suite struct KeepAliveTests {
    @Test func `one connection serves request after request`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            for path in ["/a", "/b", "/c"] {
                client.get(path)
                let answer = try #require(client.answer())
                #expect(answer.status == 200)
                #expect(answer.body == path)
                #expect(answer.field("connection") == nil)
                #expect(answer.field("date")?.utf8.count == 29)
            }
            #expect(server.server.counters.accepted == 1)
            #expect(server.server.counters.requests == 3)
        }
    }

    @Test func `Connection close is said back and done`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.get("/a", "Connection: close\r\n")
            #expect(client.answer()?.field("connection") == "close")
            #expect(client.isEnded())
        }
    }

    @Test func `an HTTP 1 0 client is answered and left`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.send("GET /old HTTP/1.0\r\n\r\n")
            let answer = client.answer()
            #expect(answer?.body == "/old")
            #expect(answer?.field("connection") == "close")
            #expect(client.isEnded())
        }
    }

    @Test func `an HTTP 1 0 client may ask to stay`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            for _ in 0..<2 {
                client.send("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(client.answer()?.field("connection") == "keep-alive")
            }
        }
    }

    @Test func `HEAD has the length and no body`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.send("HEAD /four HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer(bodiless: true)?.field("content-length") == "5")
            client.get("/next")
            #expect(client.answer()?.body == "/next")
        }
    }

    @Test func `a client that shuts its side still gets the answer`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.get("/last")
            client.finishSending()
            #expect(client.answer()?.body == "/last")
            #expect(client.isEnded())
        }
    }

    @Test func `a request that comes byte by byte is one request`() async throws {
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            let body = try? await exchange.readBody(max: 100)
            exchange.answer("\(exchange.path.string) \(body?.string ?? "")")
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            for byte in "POST /slow HTTP/1.1\r\nHost: a.localhost\r\nHost2: x\r\n".utf8 {
                client.send([byte])
            }
            client.send("\r\n")
            #expect(client.answer()?.status == 403)
            for byte in "POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello".utf8 {
                client.send([byte])
            }
            #expect(client.answer()?.body == "/slow hello")
        }
    }

    @Test func `an idle connection falls asleep and is served again`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            for path in ["/1", "/2", "/3"] {
                client.get(path)
                #expect(client.answer()?.body == path)
                #expect(await server.allAsleep(1))
            }
        }
    }

    @Test func `a connection that is closed in its sleep is let go`() async throws {
        try await withServer { server in
            var client: RawClient? = RawClient(server.port)
            client?.get("/1")
            #expect(client?.answer()?.body == "/1")
            #expect(await server.allAsleep(1))
            client = nil
            #expect(await server.allAsleep(0))
            #expect(server.settled { server.server.counters.connections } <= 1)
        }
    }

    @Test func `a connection asleep is closed when its idle time is over`() async throws {
        try await withServer({ $0.idleTime = Interval(milliseconds: 200) }) { server in
            let client = RawClient(server.port)
            client.get("/1")
            #expect(client.answer()?.body == "/1")
            #expect(client.isEnded())
        }
    }

    @Test func `a thousand connections are served at once`() async throws {
        try await withServer(loops: 2) { server in
            let clients = (0..<1000).map { _ in RawClient(server.port) }
            for client in clients { client.get("/x") }
            var answered = 0
            for client in clients where client.answer()?.body == "/x" { answered += 1 }
            #expect(answered == 1000)
            #expect(server.server.counters.connections == 1000)
        }
    }

    @Test func `an answer larger than any socket buffer arrives whole`() async throws {
        let line = "0123456789abcdefghijklmnopqrstuvwxyz, and so on until the end.\r\n"
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            var body = exchange.buffers.take(line.utf8.count << 16)
            for _ in 0..<1 << 16 { body.append(line) }
            exchange.answer(.ok, .octets, taking: body)
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            client.get("/1")
            client.get("/2")
            let whole = String(repeating: line, count: 1 << 16)
            for _ in 0..<2 { #expect(client.answer()?.body == whole) }
        }
    }
}
