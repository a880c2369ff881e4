import TestSupport
import Testing

/// Retries, delays and longer leases, as a user of curl meets them.
@Suite struct RetryTests {
    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// A server whose clock can be moved, and a queue on it.
    private func queue(_ settings: String) throws -> (LiveServer, CurlClient) {
        let server = try LiveServer(["--dev"])
        let client = server.client()
        let declared = try client.send("PUT", "/v1/queues/q", body: json(settings))
        #expect(declared.status == 201, "\(declared.text)")
        return (server, client)
    }

    private func publish(
        _ text: String, _ client: CurlClient, _ options: String = ""
    ) throws -> CurlClient.Answer {
        try client.send(
            "POST", "/v1/queues/q/messages" + options, body: json(text), fields: ["Content-Type: text/plain"])
    }

    private func receive(_ client: CurlClient) throws -> [JSONTree] {
        try client.send("POST", "/v1/queues/q/receive?max=10").json()["messages"]?.elements ?? []
    }

    private func advance(_ time: String, _ client: CurlClient) throws {
        let moved = try client.send("POST", "/v1/dev/clock:advance", body: json("{\"by\":\"\(time)\"}"))
        #expect(moved.status == 200)
    }

    private func stats(_ client: CurlClient) throws -> [Int?] {
        let stats = try client.send("GET", "/v1/queues/q/stats").json()
        return ["ready", "leased", "delayed"].map { stats[$0]?.integer }
    }

    @Test func `a failed message comes back after its backoff, also over a crash`() throws {
        let (server, client) = try queue("{\"backoff\":[\"10s\",\"1h\"],\"lease\":\"1h\"}")
        #expect(try publish("a", client).status == 201)
        let first = try receive(client)
        let nacked = try client.send(
            "POST", "/v1/queues/q/settle", body: json("{\"nack\":[\"\(first.first?["lease"]?.text ?? "")\"]}")
        )
        #expect(try nacked.json()["results"]?["nack"]?[0]?.text == "nacked")
        #expect(try stats(client) == [0, 0, 1])
        #expect(try receive(client).isEmpty)
        try server.crashAndRestart()
        let again = server.client()
        #expect(try stats(again) == [0, 0, 1])
        try advance("12s", again)
        let second = try receive(again)
        #expect(second.first?["text"]?.text == "a")
        #expect(second.first?["deliveries"]?.integer == 2)
        #expect(second.first?["failures"]?.integer == 1)
        // The nack's answer might have been lost.
        let repeated = try again.send(
            "POST", "/v1/queues/q/leases/\(first.first?["lease"]?.text ?? "")/nack", body: json("{}"))
        #expect(try repeated.json()["result"]?.text == "already_nacked")
        let late = try again.send(
            "POST", "/v1/queues/q/leases/\(second.first?["lease"]?.text ?? "")/nack",
            body: json("{\"failed\":false,\"delay\":\"2h\"}"))
        #expect(try late.json()["result"]?.text == "nacked")
        try advance("119m", again)
        #expect(try receive(again).isEmpty)
        try advance("1m1s", again)
        #expect(try receive(again).first?["failures"]?.integer == 1)
    }

    @Test func `a delayed message is 202, and there when it is due`() throws {
        let (server, client) = try queue("{}")
        let delayed = try publish("later", client, "?delay=1h")
        #expect(delayed.status == 202)
        #expect(try delayed.json()["durability"]?.text == "flush")
        #expect(try delayed.json()["due_at"]?.text != nil)
        #expect(try publish("past", client, "?at=2001-01-01T00:00:00Z").status == 201)
        let batch = try client.send(
            "POST", "/v1/queues/q/messages:batch?delay=2h", body: json("one\ntwo\n"),
            fields: ["Content-Type: text/plain"])
        #expect(batch.status == 202)
        #expect(try receive(client).map { $0["text"]?.text } == ["past"])
        try server.crashAndRestart()
        let again = server.client()
        try advance("61m", again)
        #expect(try receive(again).map { $0["text"]?.text }.contains("later"))
        try advance("61m", again)
        #expect(
            try receive(again).compactMap { $0["text"]?.text }.filter { $0 != "past" && $0 != "later" } == [
                "one", "two",
            ])
    }

    @Test func `whoever waits gets a message the moment it is due`() throws {
        let (server, client) = try queue("{}")
        #expect(try publish("soon", client, "?delay=300ms").status == 202)
        let next = try client.send("POST", "/v1/queues/q/next?wait=20s", seconds: 30)
        #expect(next.status == 200)
        #expect(next.text == "soon")
        withExtendedLifetime(server) {}
    }

    @Test func `an extended lease holds`() throws {
        let (server, client) = try queue("{\"lease\":\"10s\"}")
        _ = try publish("a", client)
        let lease = try #require(try receive(client).first)["lease"]?.text ?? ""
        let extended = try client.send(
            "POST", "/v1/queues/q/leases/\(lease)/extend", body: json("{\"by\":\"10m\"}"))
        #expect(try extended.json()["result"]?.text == "extended")
        try advance("9m", client)
        #expect(try stats(client) == [0, 1, 0])
        try advance("2m", client)
        #expect(try stats(client) == [1, 0, 0])
        let late = try client.send("POST", "/v1/queues/q/leases/\(lease)/extend")
        #expect(late.status == 409)
        withExtendedLifetime(server) {}
    }

    @Test func `what is out of range is refused`() throws {
        let (server, client) = try queue("{}")
        _ = try publish("a", client)
        let lease = try #require(try receive(client).first)["lease"]?.text ?? ""
        let path = "/v1/queues/q/leases/\(lease)"
        for (target, body, status, code) in [
            ("/v1/queues/q/messages?delay=-5s", "x", 422, "out_of_range"),
            ("/v1/queues/q/messages?delay=36601d", "x", 422, "out_of_range"),
            ("/v1/queues/q/messages?at=2999-01-01T00:00:00Z", "x", 422, "limit_reached"),
            ("/v1/queues/q/messages?delay=5s&at=2999-01-01T00:00:00Z", "x", 400, "repeated_option"),
            ("/v1/queues/q/messages?delay=5", "x", 400, "invalid_duration"),
            (path + "/nack", "{\"delay\":\"-1s\"}", 422, "out_of_range"),
            (path + "/extend", "{\"by\":\"13h\"}", 422, "out_of_range"),
            (path + "/extend", "{\"by\":\"0s\"}", 422, "out_of_range"),
            ("/v1/queues/q/settle", "{\"extend\":[{\"by\":\"1s\"}]}", 400, "invalid_body"),
            ("/v1/queues/q/settle", "{\"extend\":[\"nonsense\"]}", 409, "lease_lost"),
        ] as [(String, String, Int, String)] {
            let answer = try client.send("POST", target, body: json(body))
            #expect(answer.status == status, "\(target) \(answer.text)")
            #expect(try answer.json()["code"]?.text == code, "\(target) \(answer.text)")
        }
        for body in [
            "{\"backoff\":[\"-1s\"]}",
            "{\"backoff\":[\(Array(repeating: "\"1s\"", count: 33).joined(separator: ","))]}",
        ] {
            #expect(try client.send("PATCH", "/v1/queues/q", body: json(body)).status == 422)
        }
        #expect(try stats(client) == [0, 1, 0])
        withExtendedLifetime(server) {}
    }

    @Test func `a queue says what its backoff is, and forgets it when told`() throws {
        let (server, client) = try queue("{\"backoff\":\"5s\"}")
        let shown = try client.send("GET", "/v1/queues/q").json()
        #expect(shown["backoff"]?.elements.map(\.text) == ["5s"])
        let same = try client.send("PUT", "/v1/queues/q", body: json("{\"backoff\":[\"5s\"]}"))
        #expect(same.status == 200)
        #expect(try same.json()["changed"]?.elements.isEmpty ?? true)
        let cleared = try client.send("PATCH", "/v1/queues/q", body: json("{\"backoff\":null}"))
        #expect(try cleared.json()["backoff"] == nil)
        withExtendedLifetime(server) {}
    }
}
