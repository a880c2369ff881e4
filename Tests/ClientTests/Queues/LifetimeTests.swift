import TestSupport
import Testing

/// Messages that live only so long, as a user of curl meets them.
@Suite struct LifetimeTests {
    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func receive(_ queue: String, _ client: CurlClient) throws -> [JSONTree] {
        try client.send("POST", "/v1/queues/\(queue)/receive?max=10").json()["messages"]?.elements ?? []
    }

    @Test func `a message is gone after its time, also over a crash, and says when that is`() throws {
        let server = try LiveServer(["--dev"])
        let client = server.client()
        let declared = try client.send("PUT", "/v1/queues/q", body: json("{\"ttl\":\"1h\"}"))
        #expect(declared.status == 201)
        #expect(try declared.json()["ttl"]?.text == "1h")
        for option in ["", "?ttl=10m", "?ttl=2h", "?ttl=0s"] {
            #expect(try client.send("POST", "/v1/queues/q/messages" + option, body: json("a")).status == 201)
        }
        let first = try receive("q", client)
        #expect(first.count == 3)
        #expect(first[0]["expires_at"]?.text != nil)
        for message in first {
            let path = "/v1/queues/q/leases/\(message["lease"]?.text ?? "")/nack"
            #expect(try client.send("POST", path, body: json("{\"failed\":false}")).status == 200)
        }
        try server.crashAndRestart()
        let again = server.client()
        _ = try again.send("POST", "/v1/dev/clock:advance", body: json("{\"by\":\"11m\"}"))
        #expect(try receive("q", again).map { $0["offset"]?.integer } == [0, 2])
        _ = try again.send("POST", "/v1/dev/clock:advance", body: json("{\"by\":\"2h\"}"))
        #expect(try receive("q", again).isEmpty)
        let stats = try again.send("GET", "/v1/queues/q/stats").json()
        #expect(["ready", "leased", "delayed"].map { stats[$0]?.integer } == [0, 0, 0])
    }

    @Test func `a time out of range is refused`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/queues/q", body: json("{\"ttl\":\"36601d\"}")).status == 422)
        #expect(try client.send("PUT", "/v1/queues/q", body: json("{\"ttl\":\"-1s\"}")).status == 422)
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
        for option in ["ttl=36601d", "ttl=-1s"] {
            #expect(try client.send("POST", "/v1/queues/q/messages?" + option, body: json("a")).status == 422)
        }
        withExtendedLifetime(server) {}
    }

    @Test func `each message of a batch may say itself when it is ready and how long it lives`() throws {
        let server = try LiveServer(["--dev"])
        let client = server.client()
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
        let batch = """
            [{"value":1},{"value":2,"delay":"1h"},{"value":3,"ttl":"10m"},{"value":4,"at":"2020-01-01T00:00:00Z"}]
            """
        let stored = try client.send("POST", "/v1/queues/q/messages:batch?ttl=3h", body: json(batch))
        #expect(stored.status == 202)
        #expect(try stored.json()["due_at"]?.text != nil)
        _ = try client.send("POST", "/v1/dev/clock:advance", body: json("{\"by\":\"11m\"}"))
        #expect(try receive("q", client).map { $0["offset"]?.integer } == [0, 3])
        _ = try client.send("POST", "/v1/dev/clock:advance", body: json("{\"by\":\"1h\"}"))
        #expect(try receive("q", client).map { $0["offset"]?.integer }.contains(1))
        for item in [
            #"{"value":1,"delay":"-1s"}"#, #"{"value":1,"ttl":"36601d"}"#, #"{"value":1,"delay":5}"#,
            #"{"value":1,"delay":"1s","at":"2020-01-01T00:00:00Z"}"#,
        ] {
            let refused = try client.send("POST", "/v1/queues/q/messages:batch", body: json("[\(item)]"))
            #expect(refused.status == 400, "\(item)")
        }
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        let misplaced = try client.send(
            "POST", "/v1/topics/t/messages:batch", body: json(#"[{"value":1,"ttl":"1h"}]"#))
        #expect(misplaced.status == 400)
        withExtendedLifetime(server) {}
    }

    @Test func `a full queue refuses more, and one with messages is not deleted by mistake`() throws {
        let server = try LiveServer()
        let client = server.client()
        let full = json("{\"max_length\":2,\"overflow\":\"dead_letter\"}")
        #expect(try client.send("PUT", "/v1/queues/q", body: full).status == 422)
        #expect(try client.send("PUT", "/v1/queues/q", body: json("{\"max_length\":2}")).status == 201)
        for status in [201, 201, 429] {
            #expect(try client.send("POST", "/v1/queues/q/messages", body: json("a")).status == status)
        }
        let held = try receive("q", client)
        #expect(held.count == 2)
        #expect(try client.send("POST", "/v1/queues/q/messages", body: json("a")).status == 201)
        let refused = try client.send("DELETE", "/v1/queues/q")
        #expect(refused.status == 409)
        #expect(try refused.json()["messages"]?.integer == 3)
        #expect(try client.send("DELETE", "/v1/queues/q?force=true").status == 204)
        withExtendedLifetime(server) {}
    }

    @Test func `a queue that is bounded in bytes counts them across a restart`() throws {
        let server = try LiveServer()
        let first = server.client()
        let bounded = json("{\"max_bytes\":400}")
        #expect(try first.send("PUT", "/v1/queues/q", body: bounded).json()["max_bytes"]?.integer == 400)
        let text = String(repeating: "x", count: 100)
        let batch = json("[{\"text\":\"\(text)\"},{\"text\":\"a\"}]")
        #expect(try first.send("POST", "/v1/queues/q/messages:batch", body: batch).status == 201)
        let before = try first.send("GET", "/v1/queues/q/stats").json()["bytes"]?.integer ?? 0
        #expect((100..<400).contains(before))
        try server.crashAndRestart()
        let client = server.client()
        #expect(try client.send("GET", "/v1/queues/q/stats").json()["bytes"]?.integer == before)
        let large = json("\"\(text)\(text)\(text)\"")
        #expect(try client.send("POST", "/v1/queues/q/messages", body: large).status == 429)
        let page = try client.send("POST", "/v1/queues/q/receive", body: json("{\"max\":1}")).json()
        #expect(page["messages"]?.elements.count == 1)
        let after = try client.send("GET", "/v1/queues/q/stats").json()["bytes"]?.integer ?? 0
        #expect((1..<100).contains(after))
        let changed = try client.send("PATCH", "/v1/queues/q", body: json("{\"max_bytes\":null}")).json()
        #expect(changed["max_bytes"] == nil)
        #expect(try client.send("POST", "/v1/queues/q/messages", body: large).status == 201)
        withExtendedLifetime(server) {}
    }

    @Test func `a paused queue hands out nothing until it goes on`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
        #expect(try client.send("POST", "/v1/queues/q/pause").json()["paused"] == .boolean(true))
        #expect(try client.send("POST", "/v1/queues/q/messages", body: json("a")).status == 201)
        #expect(try receive("q", client).isEmpty)
        #expect(try client.send("POST", "/v1/queues/q/resume").json()["paused"] == nil)
        #expect(try receive("q", client).count == 1)
        withExtendedLifetime(server) {}
    }
}
