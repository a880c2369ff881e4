import Glibc
import TestSupport
import Testing

/// What a topic keeps, as a user of curl meets it.
@Suite struct RetentionTests {
    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// `count` small messages to a topic, in one batch.
    private func publish(_ count: Int, to topic: String, _ client: CurlClient) throws {
        let lines = (0..<count).map { "{\"value\":\($0)}\n" }.joined()
        let stored = try client.send(
            "POST", "/v1/topics/\(topic)/messages:batch", body: json(lines),
            fields: ["Content-Type: application/x-ndjson"])
        #expect(stored.status == 201, "\(stored.text)")
    }

    private func earliest(of topic: String, _ client: CurlClient) throws -> Int? {
        try client.send("GET", "/v1/topics/\(topic)/offsets").json()["partitions"]?[0]?["earliest"]?.integer
    }

    /// Asks until a partition begins at `offset`; says where it begins in the end.
    private func awaitEarliest(_ offset: Int, of topic: String, _ client: CurlClient) throws -> Int? {
        for _ in 0..<2_000 {
            if try earliest(of: topic, client) == offset { break }
            poll(nil, 0, 10)
        }
        return try earliest(of: topic, client)
    }

    @Test func `a limit by count drops the oldest, and reads below it are told where it begins`() throws {
        let server = try LiveServer()
        let client = server.client()
        let declared = try client.send(
            "PUT", "/v1/topics/t", body: json("{\"retention\":{\"count\":10}}"))
        #expect(declared.status == 201)
        #expect(try declared.json()["retention"]?["count"]?.integer == 10)
        try publish(25, to: "t", client)
        // The limit is looked at within seconds; setting it again looks at once.
        _ = try client.send("PATCH", "/v1/topics/t", body: json("{\"retention\":{\"count\":5}}"))
        #expect(try awaitEarliest(20, of: "t", client) == 20)
        #expect(try client.send("POST", "/v1/checkpoints").status == 201)
        let below = try client.send("GET", "/v1/topics/t/messages?from=offset:3")
        #expect(below.status == 410)
        #expect(try below.json()["code"]?.text == "below_retention")
        #expect(try below.json()["earliest"]?.integer == 20)
        let reset = try client.send("GET", "/v1/topics/t/messages?from=offset:3&on_missing=earliest")
        #expect(try reset.json()["messages"]?.elements.count == 5)
        try server.crashAndRestart()
        #expect(try earliest(of: "t", server.client()) == 20)
    }

    @Test func `moving the clock makes messages too old at once`() throws {
        let server = try LiveServer(["--dev"])
        let client = server.client()
        let body = json("{\"retention\":{\"time\":\"1h\"}}")
        #expect(try client.send("PUT", "/v1/topics/t", body: body).status == 201)
        try publish(7, to: "t", client)
        _ = try client.send("POST", "/v1/dev/clock:advance", body: json("{\"by\":\"2h\"}"))
        try publish(1, to: "t", client)
        #expect(try awaitEarliest(7, of: "t", client) == 7)
    }

    @Test func `a topic is truncated by hand`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        try publish(10, to: "t", client)
        let path = "/v1/topics/t/messages:truncate"
        let dry = try client.send("POST", path, body: json("{\"before\":4,\"dry_run\":true}"))
        #expect(try dry.json()["partitions"]?[0]?["truncated"]?.integer == 4)
        #expect(try earliest(of: "t", client) == 0)
        #expect(try client.send("POST", path, body: json("{\"before\":4}")).status == 200)
        #expect(try earliest(of: "t", client) == 4)
        #expect(try client.send("POST", path, body: json("{\"before\":11}")).status == 416)
        #expect(try client.send("POST", path, body: json("{\"before\":\"latest\"}")).status == 200)
        #expect(try earliest(of: "t", client) == 10)
        try publish(1, to: "t", client)
        #expect(try client.send("GET", "/v1/topics/t/partitions/0/messages/10").status == 200)
        #expect(try client.send("GET", "/v1/topics/t/partitions/0/messages/9").status == 410)
    }

    @Test func `what is patched to null is unlimited again`() throws {
        let server = try LiveServer()
        let client = server.client()
        let body = json("{\"retention\":{\"time\":\"1h\",\"bytes\":1000},\"cleanup\":\"both\"}")
        #expect(try client.send("PUT", "/v1/topics/t", body: body).status == 201)
        let one = try client.send("PATCH", "/v1/topics/t", body: json("{\"retention\":{\"time\":null}}"))
        #expect(one.text.contains("\"retention\":{\"bytes\":1000},\"cleanup\":\"both\""), "\(one.text)")
        #expect(one.text.contains("\"changed\":[\"retention\"]"))
        let all = try client.send(
            "PATCH", "/v1/topics/t", body: json("{\"retention\":null,\"cleanup\":null}"))
        #expect(all.text.contains("\"retention\":{},\"cleanup\":\"delete\""), "\(all.text)")
    }
}
