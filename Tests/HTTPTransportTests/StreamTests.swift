import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

@Suite struct StreamTests {
    @Test func `pieces arrive as they are sent, and the connection goes on`() async throws {
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .sse)
            for index in 0..<3 {
                try? await "data: \(index)\n\n".withBytes { bytes throws(ClientGone) in
                    try await exchange.send(bytes)
                }
            }
            exchange.endStream()
        }) { server in
            let client = RawClient(server.port)
            for _ in 0..<2 {
                client.get("/x")
                let answer = client.answer()
                #expect(answer?.field("content-type") == "text/event-stream")
                #expect(answer?.body == "data: 0\n\ndata: 1\n\ndata: 2\n\n")
            }
        }
    }

    @Test func `an event leaves while its handler waits for the next`() async throws {
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .sse)
            try? await exchange.send(ByteView("data: 1\n\n"))
            _ = await exchange.park(until: nil) { _ in }
        }) { server in
            let client = RawClient(server.port)
            client.get("/x")
            #expect(client.head()?.status == 200)
            #expect(client.chunk() == "data: 1\n\n")
        }
    }

    @Test func `a client of HTTP 1 0 reads until the end`() async throws {
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .text)
            try? await exchange.send(ByteView("plain "))
            try? await exchange.send(ByteView("bytes"))
        }) { server in
            let client = RawClient(server.port)
            client.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let answer = client.answer()
            #expect(answer?.field("transfer-encoding") == nil)
            #expect(answer?.field("connection") == "close")
            #expect(answer?.body == "plain bytes")
        }
    }

    @Test func `HEAD of a stream has no body`() async throws {
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .text)
            try? await exchange.send(ByteView("unseen"))
        }) { server in
            let client = RawClient(server.port)
            client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer(bodiless: true)?.status == 200)
            client.get("/barrier")
            #expect(client.answer()?.body == "passed")
        }
    }

    @Test func `a slow reader holds its stream back`() async throws {
        let sent = Note<Int>()
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .octets)
            var total = 0
            while total < 64 << 20 {
                var piece = exchange.buffers.take(64 * 1024)
                while piece.count < 64 * 1024 { piece.append(ByteView("0123456789abcdef")) }
                total += piece.count
                sent.set(total)
                guard (try? await exchange.send(taking: piece)) != nil else { return }
            }
        }) { server in
            let client = RawClient(server.port)
            client.get("/x")
            #expect(client.head()?.status == 200)
            // What the two socket buffers hold, and the limit.
            let held = try #require(server.settled { sent.value })
            #expect(held < 32 << 20)
            var read = 0
            while let piece = client.chunk() { read += piece.utf8.count }
            #expect(read == 64 << 20)
        }
    }

    @Test func `a stream whose client leaves ends`() async throws {
        let end = Note<String>()
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .sse)
            do throws(ClientGone) {
                while true {
                    try await exchange.send(ByteView("data: again\n\n"))
                    let soon = exchange.loop.deadline(after: Interval(milliseconds: 1))
                    if await exchange.park(until: soon, { _ in }) == .clientGone { throw ClientGone() }
                }
            } catch { end.set("gone") }
        }) { server in
            var client: RawClient? = RawClient(server.port)
            client?.get("/x")
            #expect(client?.head()?.status == 200)
            client = nil
            #expect(await end.wait() == "gone")
        }
    }
}

extension String {
    func withBytes<Failure: Error>(_ body: (ByteView) async throws(Failure) -> Void) async throws(Failure) {
        var buffer = ByteBuffer(capacity: 64)
        buffer.append(self)
        try await body(buffer.bytes)
    }
}
