import Glibc
import TestSupport
import Testing

/// Dead letters that an exchange sends on, as a user of curl meets them.
@Suite struct DeadLetterRoutingTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
    }

    private func put(_ path: String, _ body: String = "{}") throws -> CurlClient.Answer {
        try client.send("PUT", "/v1/" + path, body: Array(body.utf8))
    }

    private func publish(_ path: String, _ body: String = "x") throws {
        let answer = try client.send("POST", "/v1/\(path)", body: Array(body.utf8))
        #expect(answer.status == 201, "\(answer.text)")
    }

    private func receive(_ queue: String) throws -> [JSONTree] {
        let path = "/v1/queues/\(queue)/receive?max=10&wait=20s"
        return try client.send("POST", path, seconds: 30).json()["messages"]?.elements ?? []
    }

    private func settle(
        _ verb: String, _ message: JSONTree, of queue: String, _ body: String = "{}"
    ) throws {
        let path = "/v1/queues/\(queue)/leases/\(message["lease"]?.text ?? "")/\(verb)"
        #expect(try client.send("POST", path, body: Array(body.utf8)).status == 200)
    }

    private func dying(_ queue: String, until wanted: Int) throws {
        for _ in 0..<2_000 {
            if try client.send("GET", "/v1/queues/\(queue)/stats").json()["dying"]?.integer == wanted {
                return
            }
            poll(nil, 0, 10)
        }
        Issue.record("\(queue) does not come to \(wanted) dying messages")
    }

    @Test func `dead letters are routed by their key, or else by their queue's name`() throws {
        #expect(try put("exchanges/orders", #"{"type":"topic"}"#).status == 201)
        #expect(try put("exchanges/dead", #"{"type":"topic"}"#).status == 201)
        #expect(try put("queues/eu", #"{"dead_letter":{"exchange":"nowhere"}}"#).status == 404)
        let declared = try put("queues/eu", #"{"dead_letter":{"exchange":"dead"}}"#)
        #expect(try declared.json()["dead_letter"]?["exchange"]?.text == "dead")
        for path in ["queues/paid", "queues/plain"] { #expect(try put(path).status == 201) }
        #expect(try put("topics/log").status == 201)
        for (path, body) in [
            ("orders/bindings/eu", #"{"to":{"queue":"eu"},"routing_key":"order.eu.*"}"#),
            ("dead/bindings/paid", ##"{"to":{"queue":"paid"},"routing_key":"#.paid"}"##),
            ("dead/bindings/log", ##"{"to":{"topic":"log"},"routing_key":"order.#"}"##),
            ("dead/bindings/plain", #"{"to":{"queue":"plain"},"routing_key":"eu"}"#),
        ] { #expect(try put("exchanges/" + path, body).status == 201) }
        try publish("exchanges/orders/messages?routing_key=order.eu.paid", "routed")
        try publish("queues/eu/messages", "straight")
        for message in try receive("eu") { try settle("reject", message, of: "eu") }
        let paid = try #require(try receive("paid").first)
        #expect(paid["text"]?.text == "routed")
        #expect(paid["exchange"]?.text == "dead")
        #expect(paid["routing_key"]?.text == "order.eu.paid")
        let death = paid["deaths"]?[0]
        #expect(death?["queue"]?.text == "eu")
        #expect(death?["exchange"]?.text == "orders")
        #expect(death?["routing_key"]?.text == "order.eu.paid")
        let plain = try #require(try receive("plain").first)
        #expect(plain["text"]?.text == "straight")
        #expect(plain["routing_key"]?.text == "eu")
        #expect(plain["deaths"]?[0]?["exchange"]?.text == nil)
        let read = try client.send("GET", "/v1/topics/log/messages?wait=20s", seconds: 30).json()
        #expect(read["messages"]?.elements.map { $0["text"]?.text } == ["routed"])
        // It is needed.
        let refused = try client.send("DELETE", "/v1/exchanges/dead")
        #expect(refused.status == 409)
        #expect(try refused.json()["code"]?.text == "in_use")
    }

    @Test func `what is routed nowhere stays, until a binding takes it`() throws {
        #expect(try put("exchanges/dead", #"{"type":"direct"}"#).status == 201)
        #expect(
            try put("queues/q", #"{"dead_letter":{"exchange":"dead","routing_key":"failed"}}"#).status == 201)
        #expect(try put("queues/bin").status == 201)
        try publish("queues/q/messages", "a")
        try settle("reject", try #require(try receive("q").first), of: "q")
        try dying("q", until: 1)
        #expect(
            try put("exchanges/dead/bindings/b", #"{"to":{"queue":"bin"},"routing_key":"failed"}"#).status
                == 201)
        let dead = try #require(try receive("bin").first)
        #expect(dead["routing_key"]?.text == "failed")
        try dying("q", until: 0)
    }

    @Test func `of several ways the full ones keep what would go there, and only that`() throws {
        #expect(try put("exchanges/dead", #"{"type":"direct"}"#).status == 201)
        #expect(try put("queues/q", #"{"dead_letter":{"exchange":"dead"}}"#).status == 201)
        #expect(try put("queues/small", #"{"max_length":2}"#).status == 201)
        #expect(try put("queues/large").status == 201)
        #expect(try put("exchanges/in", #"{"type":"fanout"}"#).status == 201)
        #expect(try put("exchanges/in/bindings/q", #"{"to":{"queue":"q"}}"#).status == 201)
        for name in ["small", "large"] {
            let body = #"{"to":{"queue":"\#(name)"},"routing_key":"\#(name)"}"#
            #expect(try put("exchanges/dead/bindings/\(name)", body).status == 201)
        }
        for index in 0..<8 {
            try publish("exchanges/in/messages?routing_key=\(index % 2 == 0 ? "small" : "large")", "\(index)")
        }
        let leases = try receive("q").compactMap { $0["lease"]?.text }.map { "\"\($0)\"" }
        #expect(leases.count == 8)
        let items = leases.map { "{\"lease\":\($0)}" }.joined(separator: ",")
        let settled = try client.send(
            "POST", "/v1/queues/q/settle", body: Array("{\"reject\":[\(items)]}".utf8))
        #expect(settled.status == 200)
        try dying("q", until: 2)
        #expect(try receive("large").count == 4)
        let first = try receive("small")
        #expect(first.map { $0["value"]?.integer } == [0, 2])
        for message in first {
            let lease = message["lease"]?.text ?? ""
            #expect(try client.send("DELETE", "/v1/queues/small/leases/\(lease)").status == 200)
        }
        #expect(try receive("small").map { $0["value"]?.integer } == [4, 6])
    }

    @Test func `a circle in which nobody rejects ends, with another way out it goes there`() throws {
        #expect(try put("exchanges/round", #"{"type":"fanout"}"#).status == 201)
        #expect(
            try put("queues/a", #"{"max_deliveries":1,"dead_letter":{"exchange":"round"}}"#).status == 201)
        #expect(try put("exchanges/round/bindings/a", #"{"to":{"queue":"a"}}"#).status == 201)
        try publish("queues/a/messages", "x")
        try settle("nack", try #require(try receive("a").first), of: "a")
        try dying("a", until: 1)
        #expect(try put("queues/b").status == 201)
        #expect(try put("exchanges/round/bindings/b", #"{"to":{"queue":"b"}}"#).status == 201)
        #expect(try receive("b").count == 1)
        try dying("a", until: 0)
        let stats = try client.send("GET", "/v1/queues/a/stats").json()
        #expect(stats["ready"]?.integer == 0)
    }

    @Test func `dead letters keep their priority where there are priorities`() throws {
        #expect(try put("queues/dead", #"{"priorities":5}"#).status == 201)
        #expect(try put("queues/q", #"{"priorities":10,"dead_letter":{"queue":"dead"}}"#).status == 201)
        for priority in [0, 9, 3] { try publish("queues/q/messages?priority=\(priority)", "\(priority)") }
        for message in try receive("q") { try settle("reject", message, of: "q") }
        try dying("q", until: 0)
        let dead = try receive("dead")
        #expect(dead.map { $0["value"]?.integer } == [9, 3, 0])
        #expect(dead.map { $0["deaths"]?[0]?["priority"]?.integer } == [9, 3, 0])
        for message in dead { try settle("nack", message, of: "dead", #"{"failed":false}"#) }
        let started = try client.send(
            "POST", "/v1/queues/dead/redrives", body: Array(#"{"to":"origin"}"#.utf8))
        #expect(started.status == 202)
        for _ in 0..<2_000 {
            if try client.send("GET", "/v1/queues/q/stats").json()["ready"]?.integer == 3 { break }
            poll(nil, 0, 10)
        }
        // The one that had 9 has it again, though the queue between them has no more than 5.
        try publish("queues/q/messages?priority=5", "5")
        #expect(try receive("q").map { $0["value"]?.integer } == [9, 5, 3, 0])
    }
}
