import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

/// Memory that says when nobody needs it any more.
private final class Lent: Sendable {
    let bytes: [UInt8]
    let freed: Note<String>

    init(_ count: Int, _ freed: Note<String>) {
        bytes = (0..<count).map { UInt8($0 % 26) + 97 }
        self.freed = freed
    }

    deinit { freed.set("freed") }

    var shared: SharedBytes { unsafe bytes.withUnsafeBytes { SharedBytes(unsafe ByteView($0), of: self) } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

@Suite struct SharedBytesTests {
    @Test func `a body of copied and lent parts arrives whole, and the owner is let go`() async throws {
        let freed = Note<String>()
        try await withServer(respond: { exchange in
            let lent = Lent(100_000, freed)
            exchange.answer(.ok, .text, length: 100_000 + 1_000 + 4) { body in
                body.append(ByteView("<"))
                body.append(lent.shared)
                body.append(ByteView("|"))
                body.append(lent.shared[0..<1_000])
                body.append(ByteView("|>"))
            }
        }) { server in
            let client = RawClient(server.port)
            client.get("/x")
            let answer = try #require(client.answer())
            let text = Lent(100_000, Note()).text
            #expect(answer.body == "<\(text)|\(text.prefix(1_000))|>")
            #expect(await freed.wait() == "freed")
            client.send("HEAD /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer(bodiless: true)?.field("content-length") == "101004")
            client.get("/barrier")
            #expect(client.answer()?.body == "passed")
        }
    }

    @Test func `a stream of known length has one, even for HTTP 1 0`() async throws {
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .text, length: 3 * 50_000)
            let lent = Lent(50_000, Note())
            for _ in 0..<3 { try? await exchange.send(lent.shared) }
        }) { server in
            for version in ["HTTP/1.0\r\nConnection: keep-alive", "HTTP/1.1\r\nHost: localhost"] {
                let client = RawClient(server.port)
                client.send("GET /x \(version)\r\n\r\n")
                let answer = try #require(client.answer())
                #expect(answer.field("content-length") == "150000")
                #expect(answer.field("transfer-encoding") == nil)
                #expect(answer.body.utf8.count == 150_000)
                client.get("/barrier")
                #expect(client.answer()?.body == "passed")
            }
        }
    }

    @Test func `a stream that owes bytes at its end breaks the connection`() async throws {
        try await withServer(respond: { exchange in
            exchange.beginStream(.ok, .text, length: 100)
            try? await exchange.send(ByteView("too little"))
        }) { server in
            let client = RawClient(server.port)
            client.get("/x")
            #expect(client.answer() == nil)
        }
    }
}
