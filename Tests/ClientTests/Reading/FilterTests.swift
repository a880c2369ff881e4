import TestSupport
import Testing

/// What a filtered reader gets, as a user of curl meets it.
@Suite struct FilterTests {
    private static let lines = """
        {"key":"a","value":{"n":1,"status":"new"},"headers":{"tenant":"acme"}}
        {"key":"b","value":{"n":2,"status":"shipped"},"headers":{"tenant":["x","ACME"]}}
        {"key":"a","text":"plain"}
        {"key":"c","value":{"n":2.50,"status":"shipped"}}

        """

    /// A pattern as a query parameter.
    private func encoded(_ pattern: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = pattern.utf8.flatMap { [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "filter=" + String(decoding: bytes, as: UTF8.self)
    }

    /// A client of a server whose topic `t` has the lines.
    private func filled(_ server: LiveServer) throws -> CurlClient {
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        let stored = try client.send(
            "POST", "/v1/topics/t/messages:batch", body: Array(Self.lines.utf8),
            fields: ["Content-Type: application/x-ndjson"])
        #expect(stored.status == 201, "\(stored.text)")
        return client
    }

    @Test func `a page has the messages that the pattern takes, and next stands behind all`() throws {
        let server = try LiveServer()
        let client = try filled(server)
        for (pattern, offsets) in [
            (#"{"value":{"status":["shipped"]}}"#, [1, 3]), (#"{"value":[{"exists":false}]}"#, [2]),
            (#"{"value":{"n":[{"numeric":[">",2]}]}}"#, [3]), (#"{"key":["a"]}"#, [0, 2]),
            (#"{"headers":{"tenant":[{"equals-ignore-case":"Acme"}]}}"#, [0, 1]),
            (#"{"$or":[{"key":["c"]},{"value":{"status":["new"]}}]}"#, [0, 3]), (#"{"key":["z"]}"#, []),
        ] {
            let page = try client.send("GET", "/v1/topics/t/messages?" + encoded(pattern)).json()
            #expect(page["messages"]?.elements.map { $0["offset"]?.integer } == offsets, "\(pattern)")
            guard let next = page["next"]?.text else {
                Issue.record("no cursor")
                continue
            }
            let rest = try client.send("GET", "/v1/topics/t/messages?from=\(next)").json()
            #expect(rest["messages"]?.elements.isEmpty == true)
        }
        withExtendedLifetime(server) {}
    }

    @Test func `who waits is woken by what the pattern takes, not by the rest`() throws {
        let server = try LiveServer()
        let client = try filled(server)
        let wanted = encoded(#"{"value":{"n":[{"numeric":[">",100]}]}}"#)
        let parked = try ParkedRequest(
            server.current.origin, "/v1/topics/t/messages?wait=30s&from=latest&" + wanted)
        for n in [5, 500] {
            let body = Array("{\"n\":\(n)}".utf8)
            #expect(try client.send("POST", "/v1/topics/t/messages", body: body).status == 201)
        }
        let page = try parked.answer().json()
        #expect(page["messages"]?.elements.map { $0["offset"]?.integer } == [5])
        withExtendedLifetime(server) {}
    }

    @Test func `events are those that the pattern takes`() throws {
        let server = try LiveServer()
        let client = try filled(server)
        let stream = try client.send(
            "GET", "/v1/topics/t/messages?format=sse&from=earliest&" + encoded(#"{"key":["a"]}"#),
            enough: { bytes in String(decoding: bytes, as: UTF8.self).ranges(of: "data: ").count == 2 })
        let offsets = try stream.lines().filter { $0.starts(with: Array("data: ".utf8)) }
            .map { try JSONTree(Array($0.dropFirst(6)))["offset"]?.integer }
        #expect(offsets == [0, 2])
        withExtendedLifetime(server) {}
    }

    @Test func `a page looks through so much, and the next goes on behind it`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        let line = "{\"value\":\"" + String(repeating: "x", count: 100_000) + "\"}\n"
        for _ in 0..<2 {
            let stored = try client.send(
                "POST", "/v1/topics/t/messages:batch",
                body: Array(String(repeating: line, count: 50).utf8),
                fields: ["Content-Type: application/x-ndjson"])
            #expect(stored.status == 201)
        }
        #expect(try client.send("POST", "/v1/topics/t/messages?key=last", body: [0x31]).status == 201)
        var (from, pages, found) = ("earliest", 0, [Int?]())
        repeat {
            let target = "/v1/topics/t/messages?wait=30s&from=\(from)&" + encoded(#"{"key":["last"]}"#)
            let page = try client.send("GET", target).json()
            pages += 1
            found = page["messages"]?.elements.map { $0["offset"]?.integer } ?? []
            from = page["next"]?.text ?? ""
        } while found.isEmpty && pages < 10
        #expect(found == [100])
        #expect((3...4).contains(pages))
        withExtendedLifetime(server) {}
    }

    @Test func `what is no filter is refused at its byte`() throws {
        let server = try LiveServer()
        let client = try filled(server)
        for (pattern, position) in [(#"{"value":1}"#, 9), (#"{"vlaue":["x"]}"#, 1), (#"{"key":["x",]}"#, 12)]
        {
            let refused = try client.send("GET", "/v1/topics/t/messages?" + encoded(pattern))
            #expect(refused.status == 422)
            #expect(try refused.json()["code"]?.text == "bad_filter")
            #expect(try refused.json()["position"]?.integer == position)
        }
        withExtendedLifetime(server) {}
    }
}
