import Glibc
import TestSupport
import Testing

/// Exchanges, as a user of curl meets them.
@Suite struct ExchangeTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
    }

    private func put(_ path: String, _ body: String = "{}") throws -> CurlClient.Answer {
        try client.send("PUT", "/v1/" + path, body: Array(body.utf8))
    }

    private func publish(_ exchange: String, _ options: String, _ body: String = "x") throws
        -> CurlClient.Answer
    {
        try client.send("POST", "/v1/exchanges/\(exchange)/messages?\(options)", body: Array(body.utf8))
    }

    private func targets(_ answer: CurlClient.Answer) throws -> [String] {
        try answer.json()["targets"]?.elements.compactMap(\.text) ?? []
    }

    private func received(_ queue: String) throws -> [JSONTree] {
        try client.send("POST", "/v1/queues/\(queue)/receive?max=100").json()["messages"]?.elements ?? []
    }

    /// A topic exchange with a queue, a topic and an inner fanout.
    private func declare() throws {
        for path in ["queues/a", "queues/b", "queues/rest"] { #expect(try put(path).status == 201) }
        #expect(try put("topics/log", #"{"partitions":4}"#).status == 201)
        #expect(try put("exchanges/rest", #"{"type":"fanout"}"#).status == 201)
        #expect(try put("exchanges/orders", #"{"type":"topic","alternate":"rest"}"#).status == 201)
        #expect(try put("exchanges/inner", #"{"type":"fanout","internal":true}"#).status == 201)
        let bindings = [
            ("rest/bindings/all", #"{"to":{"queue":"rest"}}"#),
            ("orders/bindings/paid", #"{"to":{"queue":"a"},"routing_key":"order.*.paid"}"#),
            ("orders/bindings/every", #"{"to":{"queue":"a"},"routing_key":"order.#"}"#),
            ("orders/bindings/log", #"{"to":{"topic":"log"},"routing_key":"order.#"}"#),
            ("orders/bindings/inner", ##"{"to":{"exchange":"inner"},"routing_key":"#.paid"}"##),
            (
                "inner/bindings/b",
                #"{"to":{"queue":"b"},"filter":{"value":{"total":[{"numeric":[">",10]}]}}}"#
            ),
            ("inner/bindings/back", #"{"to":{"exchange":"orders"}}"#),
        ]
        for (path, body) in bindings { #expect(try put("exchanges/" + path, body).status == 201) }
    }

    @Test func `a message says how long it waits in each queue`() throws {
        for path in ["queues/a", "queues/b"] { #expect(try put(path).status == 201) }
        #expect(try put("exchanges/all", #"{"type":"fanout"}"#).status == 201)
        for queue in ["a", "b"] {
            let body = "{\"to\":{\"queue\":\"\(queue)\"}}"
            #expect(try put("exchanges/all/bindings/\(queue)", body).status == 201)
        }
        let answer = try publish("all", "delay=1h")
        #expect(answer.status == 202)
        #expect(try answer.json()["due_at"] != nil)
        for queue in ["a", "b"] {
            let stats = try client.send("GET", "/v1/queues/\(queue)/stats").json()
            #expect(stats["delayed"]?.integer == 1)
        }
    }

    @Test func `a message reaches each destination once, and the body comes back to the byte`() throws {
        try declare()
        let answer = try publish("orders", "routing_key=order.eu.paid&key=k", #"{"total":12}"#)
        #expect(answer.status == 201)
        #expect(try answer.json()["routed"]?.integer == 3)
        let log = try #require(try targets(answer).first { $0.hasPrefix("topic:log/") })
        #expect(try targets(answer).sorted() == ["queue:a", "queue:b", log])
        try server.crashAndRestart()
        let again = server.client()
        for queue in ["a", "b"] {
            let path = "/v1/queues/\(queue)/receive?max=10"
            let messages = try again.send("POST", path).json()["messages"]?.elements ?? []
            #expect(messages.count == 1)
            #expect(messages.first?["value"]?["total"]?.integer == 12)
            #expect(messages.first?["exchange"]?.text == "orders")
            #expect(messages.first?["routing_key"]?.text == "order.eu.paid")
        }
        let read = try again.send("GET", "/v1/topics/log/messages").json()["messages"]?.elements ?? []
        #expect(read.count == 1 && read.first?["key"]?.text == "k")
        // The tables are there after the restart too.
        let after = try again.send(
            "POST", "/v1/exchanges/orders/messages?routing_key=order.eu.paid", body: Array("1".utf8))
        #expect(try after.json()["routed"]?.integer == 2)
    }

    @Test func `what nothing takes goes to the alternate, or is refused when it must arrive`() throws {
        try declare()
        #expect(try targets(publish("orders", "routing_key=nonsense")) == ["queue:rest"])
        #expect(try put("exchanges/alone", #"{"type":"direct"}"#).status == 201)
        let lost = try publish("alone", "routing_key=k")
        #expect(lost.status == 200 && lost.text.hasPrefix(#"{"routed":0,"targets":[]"#))
        let refused = try publish("alone", "routing_key=k&mandatory=true")
        #expect(refused.status == 422 && refused.text.contains(#""code":"unroutable""#))
        #expect(try publish("inner", "").status == 403)
        let counts = try client.send("GET", "/v1/exchanges/alone").json()
        #expect(counts["unroutable"]?.integer == 1 && counts["routed"]?.integer == 0)
    }

    @Test func `the default exchange knows each queue by its name`() throws {
        #expect(try put("queues/a").status == 201)
        #expect(try targets(publish("default", "routing_key=a")) == ["queue:a"])
        #expect(try publish("default", "routing_key=nobody").status == 200)
        #expect(try received("a").count == 1)
        #expect(try put("exchanges/default").status == 409)
        #expect(try client.send("DELETE", "/v1/exchanges/default").status == 409)
        let names = try client.send("GET", "/v1/exchanges").json()["exchanges"]?.elements
        #expect(names?.compactMap { $0["name"]?.text } == ["default"])
    }

    @Test func `a dry run tells every binding why`() throws {
        try declare()
        let path = "/v1/exchanges/orders/route?routing_key=order.eu.paid"
        let told = try client.send("POST", path, body: Array(#"{"total":3}"#.utf8)).json()
        #expect(told["routed"]?.integer == 2)
        let bindings = told["bindings"]?.elements ?? []
        #expect(bindings.count == 6)
        let b = bindings.first { $0["binding"]?.text == "b" }
        #expect(b?["takes"] == .boolean(false) && b?["why"]?.text == "the filter does not take the message")
        #expect(bindings.first?["why"]?.text == "the pattern order.*.paid takes the routing key")
        let none = try client.send("POST", "/v1/exchanges/orders/route?routing_key=x").json()
        #expect(none["alternates"]?.elements.compactMap(\.text) == ["rest"])
        #expect(none["targets"]?.elements.compactMap(\.text) == ["queue:rest"])
        #expect(try received("rest").isEmpty)
    }

    @Test func `the same publish again is answered as before, whatever changed since`() throws {
        try declare()
        let options = "routing_key=order.eu.paid&idempotency_key=once"
        let first = try publish("orders", options, #"{"total":12}"#)
        #expect(first.status == 201)
        #expect(try client.send("DELETE", "/v1/queues/b?force=true").status == 204)
        try server.crashAndRestart()
        let again = try server.client().send(
            "POST", "/v1/exchanges/orders/messages?\(options)", body: Array(#"{"total":12}"#.utf8))
        #expect(again.status == 201 && again["idempotency-replayed"] == "true")
        #expect(try again.json()["routed"]?.integer == 3)
        #expect(try targets(again).count == 2)
    }

    @Test func `a batch is routed message by message`() throws {
        try declare()
        let batch = #"[{"value":{"total":11}},{"value":{"total":1}},{"value":{"total":12}}]"#
        let answer = try client.send(
            "POST", "/v1/exchanges/orders/messages:batch?routing_key=order.eu.paid",
            body: Array(batch.utf8), fields: ["Content-Type: application/json"])
        #expect(answer.status == 201)
        let told = try answer.json()
        #expect(told["published"]?.integer == 3 && told["routed"]?.integer == 8)
        #expect(try received("a").count == 3)
        #expect(try received("b").compactMap { $0["value"]?["total"]?.integer } == [11, 12])
    }

    @Test func `deleting follows the bindings, and refuses what something needs`() throws {
        try declare()
        let refused = try client.send("DELETE", "/v1/exchanges/rest")
        #expect(refused.status == 409 && refused.text.contains(#""code":"in_use""#))
        #expect(try client.send("DELETE", "/v1/queues/a").status == 204)
        #expect(try client.send("GET", "/v1/exchanges/orders/bindings/paid").status == 404)
        let names = try client.send("GET", "/v1/exchanges/orders/bindings").json()["bindings"]?.elements
        #expect(names?.compactMap { $0["name"]?.text } == ["inner", "log"])
        #expect(try put("exchanges/orders/bindings/x", #"{"to":{"queue":"a"}}"#).status == 404)
        #expect(try put("exchanges/orders/bindings/x", #"{"headers":{}}"#).status == 422)
        #expect(try put("exchanges/orders", #"{"type":"fanout"}"#).status == 409)
    }

    @Test func `a queue that dedupes gets a message once, whatever way it comes`() throws {
        #expect(try put("queues/once", #"{"dedupe":"1h"}"#).status == 201)
        #expect(try put("queues/plain").status == 201)
        #expect(try put("exchanges/all", #"{"type":"fanout"}"#).status == 201)
        for queue in ["once", "plain"] {
            #expect(
                try put("exchanges/all/bindings/\(queue)", #"{"to":{"queue":"\#(queue)"}}"#).status == 201)
        }
        let first = try publish("all", "dedupe_id=a")
        #expect(try first.json()["routed"]?.integer == 2)
        #expect(try first.json()["duplicates"]?.integer == nil)
        let again = try publish("all", "dedupe_id=a")
        #expect(try targets(again) == ["queue:plain"])
        #expect(try again.json()["duplicates"]?.integer == 1)
        let straight = try client.send("POST", "/v1/queues/once/messages?dedupe_id=a", body: [120])
        #expect(try straight.json()["duplicate_of"]?.text != nil)
        #expect(try received("once").count == 1)
        #expect(try received("plain").count == 2)
    }

    @Test func `messages of a batch say themselves how long they wait and who they are`() throws {
        #expect(try put("queues/q", #"{"dedupe":"1h","priorities":3}"#).status == 201)
        #expect(try put("exchanges/all", #"{"type":"fanout"}"#).status == 201)
        #expect(try put("exchanges/all/bindings/q", #"{"to":{"queue":"q"}}"#).status == 201)
        let items = [
            #"{"text":"late","delay":"1h"}"#, #"{"text":"plain"}"#, #"{"text":"once","dedupe_id":"x"}"#,
            #"{"text":"again","dedupe_id":"x"}"#, #"{"text":"first","priority":2}"#,
        ]
        let batch = try client.send(
            "POST", "/v1/exchanges/all/messages:batch", body: Array("[\(items.joined(separator: ","))]".utf8),
            fields: ["Content-Type: application/json"])
        #expect(try batch.json()["published"]?.integer == 5, "\(batch.text)")
        #expect(try batch.json()["routed"]?.integer == 4)
        #expect(try batch.json()["duplicates"]?.integer == 1)
        #expect(try received("q").map { $0["text"]?.text } == ["first", "plain", "once"])
        let stats = try client.send("GET", "/v1/queues/q/stats").json()
        #expect(stats["delayed"]?.integer == 1)
    }
}
