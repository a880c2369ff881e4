import TestSupport
import Testing

/// Who gets which message, as a user of curl meets it.
@Suite struct ChoosingTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer(["--dev"])
        client = server.client()
    }

    private func declare(_ settings: String) throws {
        #expect(try client.send("PUT", "/v1/queues/q", body: Array(settings.utf8)).status == 201)
    }

    private func publish(_ items: [String]) throws -> JSONTree {
        let body = Array(("[" + items.joined(separator: ",") + "]").utf8)
        return try client.send("POST", "/v1/queues/q/messages:batch", body: body).json()
    }

    private func receive(_ options: String) throws -> [JSONTree] {
        let page = try client.send("POST", "/v1/queues/q/receive?" + options, seconds: 30).json()
        return page["messages"]?.elements ?? []
    }

    /// Receives until it has so many; what a group is, is read from the disk first.
    private func receive(in all: Int) throws -> [JSONTree] {
        var found: [JSONTree] = []
        for _ in 0..<100 where found.count < all {
            found += try receive("wait=1s&max=\(all - found.count)")
        }
        return found
    }

    private func ack(_ message: JSONTree) throws -> Int {
        try client.send("DELETE", "/v1/queues/q/leases/\(message["lease"]?.text ?? "")").status
    }

    @Test func `a group that has much in hand stands back`() throws {
        try declare(#"{"fair":true}"#)
        let loud = (0..<60).map { _ in #"{"value":1,"group":"loud"}"# }
        let quiet = (0..<5).map { _ in #"{"value":2,"group":"quiet"}"# }
        #expect(try publish(loud + quiet)["stored"]?.integer == 65)
        #expect(try receive(in: 30).allSatisfy { $0["group"]?.text == "loud" })
        #expect(try receive(in: 5).map { $0["group"]?.text } == Array(repeating: "quiet", count: 5))
        // Nothing is held back when nobody else waits.
        #expect(try receive(in: 30).count == 30)
    }

    @Test func `of a group one message is in hand at a time, also after it failed`() throws {
        try declare(#"{"ordered_by":"group","backoff":"1s"}"#)
        _ = try publish([
            #"{"value":1,"group":"a"}"#, #"{"value":2,"group":"a"}"#, #"{"value":3,"group":"b"}"#,
        ])
        let first = try receive(in: 2)
        try #require(first.map { $0["value"]?.integer } == [1, 3])
        let lease = first[0]["lease"]?.text ?? ""
        #expect(try client.send("POST", "/v1/queues/q/leases/\(lease)/nack").status == 200)
        #expect(try receive("max=10").isEmpty)
        _ = try client.send("POST", "/v1/dev/clock:advance", body: Array(#"{"by":"2s"}"#.utf8))
        let again = try receive(in: 1)
        try #require(again.map { $0["value"]?.integer } == [1])
        #expect(try ack(again[0]) == 200)
        #expect(try receive(in: 1).map { $0["value"]?.integer } == [2])
    }

    @Test func `an id keeps others away for its time, over a crash too`() throws {
        try declare(#"{"dedupe":"5m"}"#)
        let path = "/v1/queues/q/messages?dedupe_id=a"
        let first = try client.send("POST", path, body: Array("1".utf8))
        #expect(first.status == 201)
        try server.crashAndRestart()
        let client = server.client()
        let again = try client.send("POST", path, body: Array("2".utf8))
        #expect(again.status == 200)
        #expect(try again.json()["duplicate_of"]?.text == first.json()["id"]?.text)
        _ = try client.send("POST", "/v1/dev/clock:advance", body: Array(#"{"by":"6m"}"#.utf8))
        #expect(try client.send("POST", path, body: Array("3".utf8)).status == 201)
    }

    @Test func `one consumer alone is served, and one that has enough waits`() throws {
        try declare(#"{"single_active":true,"prefetch":2}"#)
        _ = try publish((0..<4).map { "{\"value\":\($0)}" })
        #expect(try client.send("POST", "/v1/queues/q/receive?max=1").status == 400)
        let held = try receive("max=10&consumer=a")
        try #require(held.map { $0["value"]?.integer } == [0, 1])
        #expect(try receive("max=10&consumer=a").isEmpty)
        let other = try client.send("POST", "/v1/queues/q/receive?consumer=b").json()
        #expect(other["standby"] == .boolean(true) && other["active_consumer"]?.text == "a")
        #expect(try ack(held[0]) == 200)
        #expect(try receive("max=10&consumer=a").map { $0["value"]?.integer } == [2])
    }
}
