import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

/// Answers with the body, or its length when it is long.
private let echo: @Sendable (Exchange) async -> Void = { exchange in
    do throws(Refusal) {
        let body = try await exchange.readBody(max: 4 << 20)
        exchange.answer(body.count > 1000 ? "\(body.count)" : body.string)
    } catch { exchange.refuse(error) }
}

@Suite struct BodyTests {
    @Test(arguments: [0, 1, 100, 5_000, 70_000, 2_000_000])
    func `a body of any length arrives whole`(count: Int) async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            for _ in 0..<2 {
                let body = String(repeating: "b", count: count)
                client.post("/x", body)
                #expect(client.answer()?.body == (count > 1000 ? "\(count)" : body))
            }
            #expect(server.server.counters.bodyBytesInFlight == 0)
        }
    }

    @Test func `a chunked body with extensions and trailers is put together`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            client.send("5;name=value\r\nhello\r\n")
            server.barrier()
            client.send(
                "6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\nGET /barrier HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer()?.body == "hello world")
            #expect(client.answer()?.body == "passed")
        }
    }

    @Test func `a chunked body byte by byte is put together`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            for byte in "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n".utf8 { client.send([byte]) }
            #expect(client.answer()?.body == "abc0123456789abcdef")
        }
    }

    @Test func `a large chunked body is put together`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "8000\r\n" + String(repeating: "c", count: 0x8000) + "\r\n"
            for _ in 0..<40 { client.send(chunk) }
            client.send("0\r\n\r\n")
            #expect(client.answer()?.body == "\(40 * 0x8000)")
        }
    }

    @Test func `a body over the limit is refused and the client reads why`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            client.post("/x", String(repeating: "x", count: 5 << 20))
            let answer = client.answer()
            #expect(answer?.status == 413)
            #expect(answer?.field("connection") == "close")
        }
    }

    @Test func `a chunked body over the limit is refused`() async throws {
        try await withServer({ $0.bodyBytesMax = 1000 }, respond: echo) { server in
            let client = RawClient(server.port)
            client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            client.send("1000\r\n" + String(repeating: "x", count: 0x1000))
            #expect(client.answer()?.status == 413)
        }
    }

    @Test func `a broken chunk is refused and the connection ends`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            client.send("POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
            let answer = client.answer()
            #expect(answer?.status == 400)
            #expect(answer?.body == "bad_chunk")
            #expect(client.isEnded())
        }
    }

    @Test func `a body that nobody reads is passed over`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.post("/unread", String(repeating: "x", count: 30_000))
            client.get("/next")
            #expect(client.answer()?.body == "/unread")
            #expect(client.answer()?.body == "/next")
        }
    }

    @Test func `a large body that nobody reads ends the connection after the answer`() async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.post("/unread", String(repeating: "x", count: 3 << 20))
            let answer = client.answer()
            #expect(answer?.body == "/unread")
            #expect(answer?.field("connection") == "close")
        }
    }

    @Test func `a client that waits is told to go on, once`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            client.send(
                "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            #expect(client.answer()?.status == 100)
            client.send("hello")
            let answer = client.answer()
            #expect(answer?.status == 200)
            #expect(answer?.body == "hello")
        }
    }

    @Test func `a client that waits is refused before it sends too much`() async throws {
        try await withServer({ $0.bodyBytesMax = 10 }, respond: echo) { server in
            let client = RawClient(server.port)
            client.send(
                "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n")
            #expect(client.answer()?.status == 413)
        }
    }

    @Test func `bodies beyond the budget of the process are put off`() async throws {
        try await withServer({ $0.bodyBytesInFlightMax = 150_000 }, respond: echo) { server in
            let first = RawClient(server.port)
            first.send(
                "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n"
            )
            #expect(first.answer()?.status == 100)
            let second = RawClient(server.port)
            second.send(
                "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n"
            )
            let refused = second.answer()
            #expect(refused?.status == 503)
            #expect(refused?.body == "too_many_bodies")
            first.send(String(repeating: "x", count: 100_000))
            #expect(first.answer()?.body == "100000")
            let third = RawClient(server.port)
            third.post("/x", String(repeating: "y", count: 100_000))
            #expect(third.answer()?.body == "100000")
        }
    }

    @Test func `pieces behind pipelined requests keep their head in sight`() async throws {
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            do throws(Refusal) {
                var sum = 0
                while let piece = try await exchange.nextBodyPiece() { sum += piece.count }
                exchange.answer("\(exchange.path.string) \(sum)")
            } catch { exchange.refuse(error) }
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            for index in 0..<40 { client.get("/\(index)") }
            client.post("/long", String(repeating: "p", count: 500_000))
            for index in 0..<40 { #expect(client.answer()?.body == "/\(index) 0") }
            #expect(client.answer()?.body == "/long 500000")
        }
    }

    @Test func `pieces come as they arrive and reading waits for the handler`() async throws {
        let sizes = Note<[Int]>()
        let respond: @Sendable (Exchange) async -> Void = { exchange in
            do throws(Refusal) {
                var counts: [Int] = []
                while let piece = try await exchange.nextBodyPiece() { counts.append(piece.count) }
                sizes.set(counts)
                exchange.answer("\(counts.reduce(0, +))")
            } catch { exchange.refuse(error) }
        }
        try await withServer(respond: respond) { server in
            let client = RawClient(server.port)
            client.post("/x", String(repeating: "p", count: 300_000))
            #expect(client.answer()?.body == "300000")
            let pieces = try #require(sizes.value)
            #expect(pieces.allSatisfy { $0 > 0 && $0 <= 65_536 })
            client.send(
                "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n")
            server.barrier()
            client.send("2\r\nef\r\n0\r\n\r\n")
            #expect(client.answer()?.body == "6")
            #expect(sizes.value == [4, 2])
        }
    }
}
