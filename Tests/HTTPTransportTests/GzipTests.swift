import Base
import CZlib
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

private let echo: @Sendable (Exchange) async -> Void = { exchange in
    do throws(Refusal) {
        let body = try await exchange.readBody(max: 1 << 20)
        exchange.answer(body.count > 1000 ? "\(body.count)" : body.string)
    } catch { exchange.refuse(error) }
}

/// One gzip member.
private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
        &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    var input = bytes
    var output = [UInt8](repeating: 0, count: bytes.count + 1000)
    let room = output.count
    input.withUnsafeMutableBufferPointer { from in
        output.withUnsafeMutableBufferPointer { to in
            stream.next_in = from.baseAddress
            stream.avail_in = UInt32(from.count)
            stream.next_out = to.baseAddress
            stream.avail_out = UInt32(room)
            _ = deflate(&stream, Z_FINISH)
        }
    }
    defer { deflateEnd(&stream) }
    return Array(output[..<(room - Int(stream.avail_out))])
}

private func upload(_ client: RawClient, _ body: [UInt8], coding: String = "gzip") {
    client.send(
        "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: \(coding)\r\nContent-Length: \(body.count)\r\n\r\n"
    )
    client.send(body)
}

@Suite struct GzipTests {
    @Test(arguments: ["gzip", "x-gzip", "GZIP"])
    func `a compressed body is inflated`(coding: String) async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            for _ in 0..<2 {
                upload(client, gzip(Array("hello gzip".utf8)), coding: coding)
                #expect(client.answer()?.body == "hello gzip")
            }
        }
    }

    @Test func `a large compressed body is inflated`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            var bytes: [UInt8] = []
            for index in 0..<1_000_000 { bytes.append(UInt8(truncatingIfNeeded: index &* index >> 7)) }
            upload(client, gzip(bytes))
            #expect(client.answer()?.body == "1000000")
        }
    }

    @Test func `members one after another are one body, chunked too`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            let two = gzip(Array("one ".utf8)) + gzip(Array("two".utf8))
            upload(client, two)
            #expect(client.answer()?.body == "one two")
            client.send(
                "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            for byte in two { client.send([0x31, 13, 10, byte, 13, 10]) }
            client.send("0\r\n\r\n")
            #expect(client.answer()?.body == "one two")
        }
    }

    @Test func `a bomb is refused at the limit`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            let bomb = gzip([UInt8](repeating: 0, count: 30 << 20))
            #expect(bomb.count < 40_000)
            upload(client, bomb)
            #expect(client.answer()?.status == 413)
            #expect(server.server.counters.bodyBytesInFlight == 0)
        }
    }

    @Test func `a body of exactly the limit passes`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            upload(client, gzip([UInt8](repeating: 1, count: 1 << 20)))
            #expect(client.answer()?.body == "\(1 << 20)")
            upload(client, gzip([UInt8](repeating: 1, count: (1 << 20) + 1)))
            #expect(client.answer()?.status == 413)
        }
    }

    @Test func `what is not gzip, or stops short, is refused`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            upload(client, Array("not gzip at all".utf8))
            #expect(client.answer()?.body == "bad_gzip")
            upload(client, gzip(Array("hello".utf8)).dropLast(3))
            #expect(client.answer()?.body == "bad_gzip")
            upload(client, gzip(Array("hello".utf8)) + [1, 2, 3])
            #expect(client.answer()?.body == "bad_gzip")
        }
    }

    @Test func `another coding is refused`() async throws {
        try await withServer(respond: echo) { server in
            let client = RawClient(server.port)
            upload(client, Array("hello".utf8), coding: "br")
            let answer = client.answer()
            #expect(answer?.status == 415)
            #expect(answer?.body == "unsupported_content_coding")
            client.get("/barrier")
            #expect(client.answer()?.body == "passed")
        }
    }
}
