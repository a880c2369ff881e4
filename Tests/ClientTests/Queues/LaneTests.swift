import Glibc
import TestSupport
import Testing

/// Queues with priorities, and queues over a topic, as a user of curl meets them.
@Suite(.serialized) struct LaneTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer(["--dev"])
        client = server.client()
    }

    private func put(_ path: String, _ body: String) throws -> Int {
        try client.send("PUT", path, body: Array(body.utf8)).status
    }

    private func publish(_ path: String, _ body: String) throws -> Int {
        try client.send("POST", path, body: Array(body.utf8)).status
    }

    private func receive(_ queue: String, _ options: String = "?max=10") throws -> [JSONTree] {
        let page = try client.send("POST", "/v1/queues/\(queue)/receive" + options).json()
        return page["messages"]?.elements ?? []
    }

    @Test func `of messages with one id in a batch the first is kept, whatever their priorities`() throws {
        #expect(try put("/v1/queues/q", #"{"priorities":3,"dedupe":"5m"}"#) == 201)
        let items = #"""
            [{"value":1,"dedupe_id":"a"},{"value":2,"dedupe_id":"a","priority":2},{"value":3,"priority":1},
            {"value":4,"dedupe_id":"a","priority":1}]
            """#
        let stored = try client.send(
            "POST", "/v1/queues/q/messages:batch?results=each", body: Array(items.utf8))
        let results = try #require(try stored.json()["results"]?.elements)
        #expect(try stored.json()["stored"]?.integer == 2)
        let first = results[0]["id"]?.text
        #expect(first != nil)
        #expect(results.map { $0["duplicate_of"]?.text } == [nil, first, nil, first])
        let found = try receive("q")
        #expect(found.map { $0["value"]?.integer } == [3, 1])
        #expect(found.last?["id"]?.text == first)
    }

    @Test func `the highest priority is handed out first, after a crash too`() throws {
        #expect(try put("/v1/queues/q", #"{"priorities":3}"#) == 201)
        for (value, priority) in [(1, 0), (2, 2), (3, 1), (4, 2)] {
            #expect(try publish("/v1/queues/q/messages?priority=\(priority)", "\(value)") == 201)
        }
        #expect(try publish("/v1/queues/q/messages?priority=3", "9") == 422)
        #expect(try publish("/v1/queues/q/messages?priority=11", "9") == 422)
        try server.crashAndRestart()
        let client = server.client()
        let found = try client.send("POST", "/v1/queues/q/receive?max=10").json()["messages"]?.elements ?? []
        #expect(found.map { $0["value"]?.integer } == [2, 4, 3, 1])
        #expect(found.map { $0["priority"]?.integer } == [2, 2, 1, 0])
        #expect(Set(found.map { $0["id"]?.text }).count == 4)
        for message in found {
            let lease = message["lease"]?.text ?? ""
            #expect(try client.send("DELETE", "/v1/queues/q/leases/\(lease)").status == 200)
        }
        let stats = try client.send("GET", "/v1/queues/q/stats").json()
        #expect(stats["ready"]?.integer == 0 && stats["leased"]?.integer == 0)
        #expect((stats["priorities"]?.elements ?? []).map { $0["priority"]?.integer } == [2, 1, 0])
    }

    @Test func `priorities are looked into, and said once`() throws {
        #expect(try put("/v1/queues/q", #"{"priorities":2,"lowest_first_every":5}"#) == 201)
        #expect(try put("/v1/queues/q", #"{"priorities":2}"#) == 200)
        #expect(try put("/v1/queues/q", #"{"priorities":3}"#) == 409)
        #expect(try put("/v1/queues/other", #"{"priorities":11}"#) == 422)
        #expect(try publish("/v1/queues/q/messages", "1") == 201)
        #expect(try publish("/v1/queues/q/messages?priority=1", "2") == 201)
        let page = try client.send("GET", "/v1/queues/q/messages").json()["messages"]?.elements ?? []
        #expect(page.map { $0["value"]?.integer } == [2, 1])
        for message in page {
            let id = message["id"]?.text ?? ""
            #expect(try client.send("GET", "/v1/queues/q/messages/" + id).json()["value"] == message["value"])
        }
        #expect(try client.send("DELETE", "/v1/queues/q/messages").json()["purged"]?.integer == 2)
    }

    @Test func `several queues hand out one topic, each at its own pace`() throws {
        #expect(try put("/v1/topics/t", #"{"partitions":2}"#) == 201)
        #expect(try publish("/v1/topics/t/messages?partition=0", "1") == 201)
        #expect(try put("/v1/queues/all", #"{"source":{"topic":"t","from":"earliest"}}"#) == 201)
        #expect(try put("/v1/queues/dead", "{}") == 201)
        #expect(try put("/v1/queues/new", #"{"source":{"topic":"t"},"dead_letter":{"queue":"dead"}}"#) == 201)
        #expect(try publish("/v1/topics/t/messages?partition=1", "2") == 201)
        #expect(try receive("all").map { $0["value"]?.integer } == [1, 2])
        let new = try receive("new")
        #expect(new.map { $0["value"]?.integer } == [2])
        #expect(new[0]["partition"]?.integer == 1 && new[0]["offset"]?.integer == 0)
        let lease = new[0]["lease"]?.text ?? ""
        #expect(try client.send("POST", "/v1/queues/new/leases/\(lease)/reject").status == 200)
        #expect(try receive("dead", "?wait=20s").map { $0["value"]?.integer } == [2])
        try server.crashAndRestart()
        let client = server.client()
        let stats = try client.send("GET", "/v1/queues/all/stats").json()
        #expect(stats["leased"]?.integer == 2 && stats["lost_to_retention"]?.integer == 0)
        #expect((stats["partitions"]?.elements ?? []).count == 2)
        let shown = try client.send("GET", "/v1/queues/all").json()
        #expect(shown["source"]?["topic"]?.text == "t" && shown["source"]?["from"]?.text == "earliest")
    }

    @Test func `a waiting receiver gets what its topic gets`() throws {
        #expect(try put("/v1/topics/t", "{}") == 201)
        #expect(try put("/v1/queues/q", #"{"source":{"topic":"t"}}"#) == 201)
        let parked = try ParkedRequest(server.current.origin, "/v1/queues/q/next?wait=20s", "POST")
        #expect(try publish("/v1/topics/t/messages", "7") == 201)
        #expect(try parked.answer().text == "7")
    }

    @Test func `what a queue reads is not published to, deleted or compacted`() throws {
        #expect(try put("/v1/queues/q", #"{"source":{"topic":"t"}}"#) == 404)
        #expect(try put("/v1/topics/t", "{}") == 201)
        #expect(try put("/v1/queues/q", #"{"source":{"topic":"t"}}"#) == 201)
        let refused = try client.send("POST", "/v1/queues/q/messages", body: Array("1".utf8))
        #expect(refused.status == 405 && refused.text.contains("the topic") && refused["allow"] != nil)
        let kept = try client.send("DELETE", "/v1/topics/t")
        #expect(kept.status == 409 && kept.text.contains("q"))
        #expect(try put("/v1/topics/t", #"{"cleanup":"compact"}"#) == 409)
        #expect(try put("/v1/queues/p", #"{"source":{"topic":"t"},"priorities":3}"#) == 422)
        #expect(try client.send("DELETE", "/v1/queues/q").status == 204)
        #expect(try publish("/v1/topics/t/messages", "1") == 201)
        #expect(try client.send("DELETE", "/v1/topics/t").status == 204)
    }

    @Test func `a truncation takes from a queue what it had yet to hand out`() throws {
        #expect(try put("/v1/topics/t", "{}") == 201)
        #expect(try put("/v1/queues/q", #"{"source":{"topic":"t"}}"#) == 201)
        for value in 0..<5 { #expect(try publish("/v1/topics/t/messages", "\(value)") == 201) }
        let first = try receive("q", "?max=1")
        let truncated = try client.send(
            "POST", "/v1/topics/t/messages:truncate",
            body: Array(#"{"before":3}"#.utf8))
        #expect(truncated.status == 200, "\(truncated.text)")
        let lease = first[0]["lease"]?.text ?? ""
        #expect(try client.send("DELETE", "/v1/queues/q/leases/\(lease)").status == 200)
        #expect(try receive("q").map { $0["value"]?.integer } == [3, 4])
        #expect(try client.send("GET", "/v1/queues/q/stats").json()["lost_to_retention"]?.integer == 2)
    }

    private func earliest(of topic: String) throws -> Int? {
        try client.send("GET", "/v1/topics/\(topic)/offsets").json()["partitions"]?[0]?["earliest"]?.integer
    }

    /// Asks until a topic begins at `offset`; says where it begins in the end.
    private func awaitEarliest(_ offset: Int, of topic: String) throws -> Int? {
        for _ in 0..<1_000 {
            if try earliest(of: topic) == offset { break }
            poll(nil, 0, 10)
        }
        return try earliest(of: topic)
    }

    @Test func `retention leaves what a queue holds`() throws {
        // Topics are looked at in the order of their ids: once the other one was cut, this one was looked at.
        #expect(try put("/v1/topics/t", "{}") == 201)
        #expect(try put("/v1/topics/other", "{}") == 201)
        let hold = #"{"source":{"topic":"t"},"hold_retention":1000000}"#
        #expect(try put("/v1/queues/q", hold) == 201)
        for value in 0..<5 {
            #expect(try publish("/v1/topics/t/messages", "\(value)") == 201)
            #expect(try publish("/v1/topics/other/messages", "\(value)") == 201)
        }
        let limit = #"{"retention":{"count":2}}"#
        #expect(try put("/v1/topics/t", limit) == 200)
        #expect(try put("/v1/topics/other", limit) == 200)
        #expect(try awaitEarliest(3, of: "other") == 3)
        #expect(try earliest(of: "t") == 0)
        let taken = try receive("q", "?max=2")
        #expect(taken.map { $0["value"]?.integer } == [0, 1])
        for message in taken {
            let lease = message["lease"]?.text ?? ""
            #expect(try client.send("DELETE", "/v1/queues/q/leases/\(lease)").status == 200)
        }
        #expect(try put("/v1/topics/t", #"{"retention":{"count":1}}"#) == 200)
        #expect(try awaitEarliest(2, of: "t") == 2)
        #expect(try client.send("GET", "/v1/queues/q/stats").json()["lost_to_retention"]?.integer == 0)
        #expect(try client.send("DELETE", "/v1/queues/q/messages").status == 200)
        #expect(try put("/v1/topics/t", #"{"retention":{"count":2}}"#) == 200)
        #expect(try awaitEarliest(3, of: "t") == 3)
    }
}
