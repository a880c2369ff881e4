import Glibc
import TestSupport
import Testing

/// Dead letters, as a user of curl meets them.
@Suite struct DeadLetterTests {
    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func declare(_ queue: String, _ settings: String, _ client: CurlClient) throws
        -> CurlClient.Answer
    {
        try client.send("PUT", "/v1/queues/\(queue)", body: json(settings))
    }

    private func receive(_ queue: String, _ client: CurlClient) throws -> [JSONTree] {
        let path = "/v1/queues/\(queue)/receive?max=10&wait=20s"
        return try client.send("POST", path, seconds: 30).json()["messages"]?.elements ?? []
    }

    private func settle(_ verb: String, _ message: JSONTree, of queue: String, _ client: CurlClient) throws
        -> String?
    {
        let lease = message["lease"]?.text ?? ""
        let path = "/v1/queues/\(queue)/leases/\(lease)"
        return try client.send("POST", path + "/" + verb).json()["result"]?.text
    }

    private func one(_ queue: String, _ client: CurlClient) throws -> JSONTree {
        try #require(try receive(queue, client).first)
    }

    private func dying(_ queue: String, _ client: CurlClient) throws -> Int? {
        try client.send("GET", "/v1/queues/\(queue)/stats").json()["dying"]?.integer
    }

    @Test func `a rejected message lies in the queue for dead letters, to the byte`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try declare("q", "{}", client).status == 201)
        let body = "{ \"a\": 1,\r\n \"b\": [] }"
        let stored = try client.send(
            "POST", "/v1/queues/q/messages?key=k&header.x=1", body: json(body),
            fields: ["Content-Type: application/json"])
        #expect(stored.status == 201)
        let message = try one("q", client)
        #expect(try settle("reject", message, of: "q", client) == "rejected")
        #expect(try settle("reject", message, of: "q", client) == "already_rejected")
        for _ in 0..<2_000 {
            if try dying("q", client) == 0 { break }
            poll(nil, 0, 10)
        }
        try server.crashAndRestart()
        let again = server.client()
        let dead = try one("q.dlq", again)
        #expect(dead["key"]?.text == "k")
        #expect(dead["headers"]?["x"]?.text == "1")
        #expect(dead["failures"]?.integer == 0)
        let death = dead["deaths"]?[0]
        #expect(death?["queue"]?.text == "q")
        #expect(death?["reason"]?.text == "rejected")
        #expect(death?["count"]?.integer == 1)
        // Where dead letters lie, a reject only hands back.
        #expect(try settle("reject", dead, of: "q.dlq", again) == "nacked")
        let raw = try again.send("POST", "/v1/queues/q.dlq/next?wait=20s", seconds: 30)
        #expect(raw.text == body)
        #expect(raw["content-type"] == "application/json")
        #expect(try settle("reject", message, of: "q", again) == "already_rejected")
    }

    @Test func `what fails too often moves to the topic that was named`() throws {
        let server = try LiveServer()
        let client = server.client()
        _ = try client.send("PUT", "/v1/topics/t")
        #expect(
            try declare("q", "{\"max_deliveries\":2,\"dead_letter\":{\"topic\":\"t\"}}", client).status == 201
        )
        _ = try client.send("POST", "/v1/queues/q/messages", body: json("a"))
        for _ in 0..<2 {
            #expect(try settle("nack", try one("q", client), of: "q", client) == "nacked")
        }
        let read = try client.send("GET", "/v1/topics/t/messages?wait=20s", seconds: 30).json()
        let dead = read["messages"]?[0]
        #expect(dead?["text"]?.text == "a")
        #expect(dead?["deaths"]?[0]?["reason"]?.text == "delivery_limit")
        #expect(dead?["deaths"]?[0]?["count"]?.integer == 1)
    }

    @Test func `deaths add up, and a circle in which nobody rejects ends`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try declare("a", "{\"max_deliveries\":1}", client).status == 201)
        #expect(
            try declare("b", "{\"max_deliveries\":1,\"dead_letter\":{\"queue\":\"a\"}}", client).status == 201
        )
        #expect(
            try client.send("PATCH", "/v1/queues/a", body: json("{\"dead_letter\":{\"queue\":\"b\"}}")).status
                == 200)
        _ = try client.send("POST", "/v1/queues/a/messages", body: json("x"))
        #expect(try settle("nack", try one("a", client), of: "a", client) == "nacked")
        #expect(try settle("nack", try one("b", client), of: "b", client) == "nacked")
        #expect(try dying("b", client) == 1)
        // Nothing is dropped: with another target it goes there.
        #expect(try client.send("PATCH", "/v1/queues/b", body: json("{\"dead_letter\":null}")).status == 200)
        for _ in 0..<2_000 {
            if try dying("b", client) == 0 { break }
            poll(nil, 0, 10)
        }
        let dead = try one("b.dlq", client)
        #expect(dead["deaths"]?.elements.map { $0["queue"]?.text } == ["b", "a"])
    }

    @Test func `dropped is what nobody wants, and a missing target is refused`() throws {
        let server = try LiveServer()
        let client = server.client()
        let missing = try declare("q", "{\"dead_letter\":{\"queue\":\"nowhere\"}}", client)
        #expect(missing.status == 404)
        #expect(try missing.json()["code"]?.text == "queue_not_found")
        #expect(try declare(String(repeating: "n", count: 237), "{}", client).status == 422)
        #expect(
            try declare(String(repeating: "n", count: 237), "{\"dead_letter\":\"none\"}", client).status
                == 201)
        for body in ["{\"max_deliveries\":0}", "{\"max_deliveries\":1001}"] {
            #expect(try declare("q", body, client).status == 422)
        }
        for body in [
            "{\"dead_letter\":{}}", "{\"dead_letter\":\"all\"}", "{\"dead_letter\":{\"qeue\":\"a\"}}",
        ] {
            #expect(try declare("q", body, client).status == 400)
        }
        let queue = try declare("q", "{\"dead_letter\":\"none\"}", client)
        #expect(try queue.json()["dead_letter"]?.text == "none")
        _ = try client.send("POST", "/v1/queues/q/messages", body: json("x"))
        #expect(try settle("reject", try one("q", client), of: "q", client) == "rejected")
        let stats = try client.send("GET", "/v1/queues/q/stats").json()
        #expect(["ready", "leased", "dying"].map { stats[$0]?.integer } == [0, 0, 0])
        #expect(try client.send("GET", "/v1/queues/q.dlq").status == 404)
        withExtendedLifetime(server) {}
    }

    @Test func `the reason of the reject or nack that ends a message stands in its deaths`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try declare("q", "{\"max_deliveries\":1}", client).status == 201)
        for text in ["a", "b"] {
            #expect(try client.send("POST", "/v1/queues/q/messages", body: json(text)).status == 201)
        }
        let held = try receive("q", client)
        let leases = try #require(held.count == 2 ? held.map { $0["lease"]?.text ?? "" } : nil)
        let long = String(repeating: "x", count: 257)
        let path = "/v1/queues/q/leases/\(leases[0])/reject"
        #expect(try client.send("POST", path, body: json("{\"reason\":\"\(long)\"}")).status == 422)
        let rejected = try client.send("POST", path, body: json("{\"reason\":\"no such customer\"}"))
        #expect(rejected.status == 200)
        let settled = try client.send(
            "POST", "/v1/queues/q/settle",
            body: json("{\"nack\":[{\"lease\":\"\(leases[1])\",\"reason\":\"it \\\"broke\\\"\"}]}"))
        #expect(settled.status == 200)
        for _ in 0..<2_000 {
            if try dying("q", client) == 0 { break }
            poll(nil, 0, 10)
        }
        let dead = try receive("q.dlq", client).compactMap { $0["deaths"]?[0] }
        #expect(dead.map { $0["detail"]?.text } == ["no such customer", "it \"broke\""])
        #expect(dead.map { $0["reason"]?.text } == ["rejected", "delivery_limit"])
        withExtendedLifetime(server) {}
    }

    @Test func `one lease is set aside by its path, and repeating it does no harm`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try declare("q", "{}", client).status == 201)
        #expect(try client.send("POST", "/v1/queues/q/messages", body: json("a")).status == 201)
        let message = try one("q", client)
        #expect(try settle("defer", message, of: "q", client) == "deferred")
        #expect(try settle("defer", message, of: "q", client) == "already_deferred")
        let id = message["id"]?.text ?? ""
        let named = try client.send("POST", "/v1/queues/q/receive", body: json("{\"ids\":[\"\(id)\"]}"))
        #expect(try named.json()["messages"]?.elements.count == 1)
        #expect(try settle("defer", message, of: "q", client) == nil)
        withExtendedLifetime(server) {}
    }
}
