import Base
import HTTPWire
import Reactor
import Testing

@testable import HTTPTransport

@Suite struct AccessTests {
    @Test(arguments: [
        "localhost", "LOCALHOST:7411", "127.0.0.1", "10.1.2.3:80", "[::1]:7411", "queue.example",
    ])
    func `these hosts are answered for`(host: String) async throws {
        try await withServer {
            $0.allowedHosts = ["queue.example"]
        } _: { server in
            let client = RawClient(server.port)
            client.send("GET /x HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            #expect(client.answer()?.status == 200)
        }
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "1.2.3.4.evil.example", "1.2.3", "1234.1.1.1",
    ])
    func `these hosts are not`(host: String) async throws {
        try await withServer { server in
            let client = RawClient(server.port)
            client.send("GET /x HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            let answer = client.answer()
            #expect(answer?.status == 403)
            #expect(answer?.body == "host_not_allowed")
            client.get("/still")
            #expect(client.answer()?.body == "/still")
        }
    }

    @Test func `a page of another origin is refused, a listed one and our own are told they may`()
        async throws
    {
        try await withServer {
            $0.allowedOrigins = ["https://app.example"]
        } _: { server in
            let client = RawClient(server.port)
            client.get("/x", "Origin: https://evil.example\r\n")
            let refused = client.answer()
            #expect(refused?.body == "origin_not_allowed")
            #expect(refused?.field("access-control-allow-origin") == nil)
            client.get("/x", "Origin: https://app.example\r\n")
            let listed = client.answer()
            #expect(listed?.status == 200)
            #expect(listed?.field("access-control-allow-origin") == "https://app.example")
            #expect(listed?.field("vary") == "Origin")
            client.get("/x", "Origin: http://localhost\r\n")
            #expect(client.answer()?.field("access-control-allow-origin") == "http://localhost")
            client.get("/x")
            #expect(client.answer()?.field("access-control-allow-origin") == nil)
        }
    }

    @Test func `a preflight is answered before any route`() async throws {
        let respond: @Sendable (Exchange) async -> Void = { $0.answer(.notFound, "routed") }
        try await withServer({ $0.allowedOrigins = ["*"] }, respond: respond) { server in
            let client = RawClient(server.port)
            client.send(
                """
                OPTIONS /v1/topics HTTP/1.1\r
                Host: localhost\r
                Origin: https://app.example\r
                Access-Control-Request-Method: PUT\r
                Access-Control-Request-Headers: martlet-key, content-type\r
                \r\n
                """)
            let answer = client.answer()
            #expect(answer?.status == 204)
            #expect(answer?.field("access-control-allow-origin") == "https://app.example")
            #expect(answer?.field("access-control-allow-headers") == "martlet-key, content-type")
            #expect(answer?.field("access-control-allow-methods")?.contains("PATCH") == true)
            client.send("OPTIONS /v1/topics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer()?.body == "routed")
            client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(client.answer()?.field("allow")?.contains("DELETE") == true)
        }
    }
}
