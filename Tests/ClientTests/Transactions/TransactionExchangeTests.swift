import TestSupport
import Testing

/// What transactions bring through exchanges, and what they tell queues of single messages.
@Suite struct TransactionExchangeTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer(["--dev"])
        client = server.client()
    }

    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func put(_ path: String, _ body: String = "{}") throws {
        let answer = try client.send("PUT", "/v1/" + path, body: json(body))
        #expect(answer.status == 201, "\(path) \(answer.text)")
    }

    private func transact(
        _ operations: String, key: String? = nil, _ other: CurlClient? = nil
    ) throws -> CurlClient.Answer {
        try (other ?? client).send(
            "POST", "/v1/transactions", body: json("{\"operations\":[\(operations)]}"),
            fields: key.map { ["Idempotency-Key: \($0)"] } ?? [])
    }

    private func publish(_ exchange: String, _ key: String, _ message: String, _ more: String = "") -> String
    {
        """
        {"publish":{"exchange":"\(exchange)","routing_key":"\(key)"\(more),"message":\(message)}}
        """
    }

    private func received(_ queue: String) throws -> [JSONTree] {
        try client.send("POST", "/v1/queues/\(queue)/receive?max=100").json()["messages"]?.elements ?? []
    }

    private func refused(
        _ operations: String, _ status: Int, _ code: String, _ failed: Int
    ) throws {
        let answer = try transact(operations)
        #expect(answer.status == status, "\(operations) \(answer.text)")
        let problem = try answer.json()
        #expect(problem["code"]?.text == code, "\(operations) \(answer.text)")
        #expect(problem["failed_operation"]?.integer == failed, "\(operations) \(answer.text)")
    }

    /// A topic exchange that brings orders to a queue and a topic of two partitions, and paid ones to a second queue.
    private func declare() throws {
        try put("queues/jobs")
        try put("queues/paid")
        try put("topics/log", #"{"partitions":2}"#)
        try put("exchanges/events", #"{"type":"topic"}"#)
        try put("exchanges/events/bindings/jobs", ##"{"to":{"queue":"jobs"},"routing_key":"order.#"}"##)
        try put("exchanges/events/bindings/log", ##"{"to":{"topic":"log"},"routing_key":"order.#"}"##)
        try put("exchanges/events/bindings/paid", #"{"to":{"queue":"paid"},"routing_key":"*.paid"}"#)
    }

    @Test func `a message goes through an exchange with all the rest, and is answered for again`() throws {
        try declare()
        let operations =
            publish("events", "order.new", #"{"value":1,"key":"k"}"#) + ","
            + publish("events", "nobody", #"{"value":2}"#) + ","
            + #"{"publish":{"topic":"log","partition":0,"message":{"text":"plain"}}},"#
            + publish("default", "paid", #"{"text":"by name"}"#)
        let first = try transact(operations, key: "a")
        #expect(first.status == 200, "\(first.text)")
        let results = try #require(try first.json()["results"]?.elements).map { $0["publish"] }
        #expect(results.map { $0?["routed"]?.integer } == [2, 0, nil, 1])
        let targets = results[0]?["targets"]?.elements.compactMap(\.text) ?? []
        #expect(targets.first == "queue:jobs" && targets.last?.hasPrefix("topic:log/") == true)
        #expect(results[1]?["targets"]?.elements.isEmpty == true)
        #expect(results[2]?["topic"]?.text == "log")
        #expect(results[3]?["targets"]?[0]?.text == "queue:paid")
        try server.crashAndRestart()
        let again = try transact(operations, key: "a", server.client())
        #expect(again.text == first.text)
        #expect(again["idempotency-replayed"] == "true")
        let lines = try server.client().send("POST", "/v1/queues/jobs/receive?max=9").json()["messages"]
        #expect(lines?.elements.count == 1)
        #expect(lines?[0]?["exchange"]?.text == "events")
        #expect(lines?[0]?["routing_key"]?.text == "order.new")
    }

    @Test func `one message that cannot go refuses all of it, by its index`() throws {
        try declare()
        try put("queues/small", #"{"max_length":1}"#)
        try put("queues/strict", #"{"validate":"json"}"#)
        try put("exchanges/inner", #"{"type":"fanout","internal":true}"#)
        try put("exchanges/events/bindings/small", #"{"to":{"queue":"small"},"routing_key":"order.small"}"#)
        try put("exchanges/events/bindings/strict", #"{"to":{"queue":"strict"},"routing_key":"order.json"}"#)
        let fine = publish("events", "order.new", #"{"value":1}"#)
        let small = publish("events", "order.small", #"{"value":1}"#)
        try refused(
            fine + "," + publish("events", "x", #"{"value":1}"#, #","mandatory":true"#), 422, "unroutable", 1)
        try refused(small + "," + fine + "," + small, 429, "queue_full", 2)
        try refused(fine + "," + publish("events", "order.json", #"{"text":"no"}"#), 422, "body_not_json", 1)
        try refused(fine + "," + publish("nothing", "x", #"{"value":1}"#), 404, "exchange_not_found", 1)
        try refused(fine + "," + publish("inner", "x", #"{"value":1}"#), 403, "exchange_internal", 1)
        try refused(
            fine + "," + publish("events", "order.new", #"{"value":1,"delay":"1h"}"#), 422, "out_of_range", 1)
        try refused(
            #"{"publish":{"queue":"jobs","routing_key":"x","message":{"value":1}}}"#, 400, "invalid_body", 0)
        try refused(
            #"{"publish":{"exchange":"events","partition":0,"message":{"value":1}}}"#, 400, "invalid_body", 0)
        #expect(try received("jobs").isEmpty)
        #expect(try transact(fine + "," + small).status == 200)
        #expect(try received("jobs").count == 2)
        #expect(try received("small").count == 1)
    }

    @Test func `a key is expected of what went through an exchange before`() throws {
        try put("topics/state", #"{"cleanup":"compact","partitions":2}"#)
        try put("exchanges/all", #"{"type":"fanout"}"#)
        try put("exchanges/all/bindings/state", #"{"to":{"topic":"state"}}"#)
        func set(_ value: Int, _ expected: String) -> String {
            """
            {"publish":{"topic":"state","message":{"key":"k","value":\(value),"expected_key_offset":\(expected)}}}
            """
        }
        let fan = publish("all", "", #"{"key":"k","value":0}"#)
        try refused(fan + "," + set(1, "\"none\""), 412, "expected_key_offset_mismatch", 1)
        #expect(try transact(fan + "," + set(1, "0") + "," + fan + "," + set(2, "2")).status == 200)
        #expect(try transact(set(3, "3")).status == 200)
    }

    @Test func `a message says itself when it is ready, how long it lives and whose it is`() throws {
        try put("queues/later")
        try put("queues/ranked", #"{"priorities":3}"#)
        try put("queues/once", #"{"dedupe":"1h"}"#)
        try put("exchanges/all", #"{"type":"fanout"}"#)
        try put("exchanges/all/bindings/later", #"{"to":{"queue":"later"}}"#)
        let done = try transact(
            """
            {"publish":{"queue":"later","message":{"value":1,"delay":"1h"}}},
            {"publish":{"queue":"later","message":{"value":2,"ttl":"1m"}}},
            {"publish":{"queue":"ranked","message":{"value":3}}},
            {"publish":{"queue":"ranked","message":{"value":4,"priority":2,"headers":{"a":"b"}}}},
            {"publish":{"queue":"once","message":{"value":5,"dedupe_id":"x","group":"g"}}},
            \(publish("all", "", #"{"value":6,"delay":"2h"}"#))
            """)
        #expect(done.status == 200, "\(done.text)")
        let results = try #require(try done.json()["results"]?.elements).map { $0["publish"] }
        #expect(results.map { $0?["due_at"] != nil } == [true, false, false, false, false, true])
        let ranked = try received("ranked")
        #expect(ranked.compactMap { $0["value"]?.integer } == [4, 3])
        #expect(ranked.first?["id"]?.text == results[3]?["id"]?.text)
        let once = try received("once")
        #expect(once.first?["group"]?.text == "g")
        #expect(once.first?["dedupe_id"]?.text == "x")
        let again = #"{"publish":{"queue":"once","message":{"value":7,"dedupe_id":"x"}}}"#
        try refused(publish("all", "", #"{"value":8}"#) + "," + again, 409, "duplicate_message", 1)
        let twice = #"{"publish":{"queue":"once","message":{"value":9,"dedupe_id":"y"}}}"#
        try refused(twice + "," + twice, 409, "duplicate_message", 1)
        try refused(
            #"{"publish":{"queue":"later","message":{"value":9,"priority":3}}}"#, 422, "out_of_range", 0)
        #expect(try received("later").compactMap { $0["value"]?.integer } == [2])
        _ = try client.send("POST", "/v1/dev/clock:advance", body: json(#"{"by":"3h"}"#))
        #expect(try received("later").compactMap { $0["value"]?.integer }.contains(1))
    }

    @Test func `receipts of several queues are one, and what waits at each is served`() throws {
        for queue in ["first", "second"] {
            try put("queues/\(queue)")
            for value in 0..<2 {
                let sent = try client.send("POST", "/v1/queues/\(queue)/messages", body: json("\(value)"))
                #expect(sent.status == 201)
            }
        }
        func lease(_ message: JSONTree?) -> String { message?["lease"]?.text ?? "" }
        let (one, other) = (try received("first"), try received("second"))
        let settle = """
            {"settle":{"queue":"first","ack":["\(lease(one.first))"]}},
            {"settle":{"queue":"second","reject":["\(lease(other.first))"]}},
            {"settle":{"queue":"first","nack":["\(lease(one.last))"]}},
            {"settle":{"queue":"second","ack":["\(lease(other.last))"]}}
            """
        try refused(settle + "," + #"{"cancel":{"schedule":"none"}}"#, 404, "schedule_not_found", 4)
        let done = try transact(settle)
        #expect(done.status == 200, "\(done.text)")
        #expect(try done.json()["results"]?[1]?["settle"]?["reject"]?[0]?.text == "rejected")
        #expect(try received("first").compactMap { $0["value"]?.integer } == [1])
        #expect(try received("second").isEmpty)
        #expect(try received("second.dlq").count == 1)
    }

    @Test func `a prepared message keeps its priority until it is committed`() throws {
        try put("queues/ranked", #"{"priorities":3}"#)
        let prepared = try client.send(
            "POST", "/v1/queues/ranked/messages?prepare=true&priority=2", body: json("1"))
        #expect(prepared.status == 202, "\(prepared.text)")
        let number = try prepared.json()["transaction"]?.text ?? ""
        #expect(try client.send("POST", "/v1/queues/ranked/messages", body: json("2")).status == 201)
        let committed = try client.send("POST", "/v1/transactions/\(number)/commit")
        let messages = try received("ranked")
        #expect(messages.compactMap { $0["value"]?.integer } == [1, 2])
        #expect(try committed.json()["id"]?.text == messages.first?["id"]?.text)
    }
}
