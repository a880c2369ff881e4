import Glibc
import TestSupport
import Testing

/// Schedules, as a user of curl meets them.
@Suite struct ScheduleTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
    }

    private func put(_ path: String, _ body: String = "{}") throws -> CurlClient.Answer {
        try client.send("PUT", "/v1/" + path, body: Array(body.utf8))
    }

    private func schedule(_ name: String, _ to: String, _ message: String) throws -> CurlClient.Answer {
        try put("schedules/\(name)", #"{"every":"1d","to":\#(to),"message":\#(message)}"#)
    }

    private func run(_ name: String, key: String? = nil) throws -> CurlClient.Answer {
        let option = key.map { "?idempotency_key=\($0)" } ?? ""
        return try client.send("POST", "/v1/schedules/\(name)/run\(option)")
    }

    private func received(_ queue: String) throws -> [JSONTree] {
        try client.send("POST", "/v1/queues/\(queue)/receive?max=100").json()["messages"]?.elements ?? []
    }

    @Test func `an exchange sends on what a schedule sends`() throws {
        let to = #"{"exchange":"news","routing_key":"eu.sport"}"#
        let missing = try schedule("daily", to, #"{"text":"goal"}"#)
        #expect(missing.status == 404)
        #expect(try missing.json()["code"]?.text == "exchange_not_found")
        #expect(try put("exchanges/news", #"{"type":"topic"}"#).status == 201)
        #expect(try put("queues/a").status == 201)
        #expect(try put("topics/log").status == 201)
        #expect(
            try put("exchanges/news/bindings/a", #"{"to":{"queue":"a"},"routing_key":"eu.*"}"#).status == 201)
        #expect(
            try put("exchanges/news/bindings/log", ##"{"to":{"topic":"log"},"routing_key":"#"}"##).status
                == 201)
        let declared = try schedule("daily", to, #"{"key":"k","text":"goal"}"#)
        #expect(declared.status == 201)
        #expect(try declared.json()["to"]?["routing_key"]?.text == "eu.sport")
        let ran = try run("daily")
        #expect(ran.status == 201)
        #expect(try ran.json()["routed"]?.integer == 2)
        #expect(try ran.json()["targets"]?.elements.map(\.text) == ["queue:a", "topic:log/0"])
        let message = try #require(try received("a").first)
        #expect(message["exchange"]?.text == "news")
        #expect(message["routing_key"]?.text == "eu.sport")
        #expect(message["key"]?.text == "k")
        // What it is sent to can change without the message.
        #expect(try put("schedules/daily", #"{"to":{"exchange":"default","routing_key":"a"}}"#).status == 200)
        #expect(try run("daily").json()["targets"]?.elements.map(\.text) == ["queue:a"])
        #expect(try received("a").first?["routing_key"]?.text == "a")
        for to in [
            #"{"queue":"a","routing_key":"x"}"#, #"{"routing_key":"x"}"#, #"{"exchange":"news","queue":"a"}"#,
        ] { #expect(try schedule("bad", to, #"{"text":"x"}"#).status == 400) }
    }

    @Test func `group and dedupe_id of a scheduled message are its queue's matter`() throws {
        #expect(try put("queues/a", #"{"ordered_by":"group","dedupe":"1h"}"#).status == 201)
        #expect(
            try schedule("s", #"{"queue":"a"}"#, #"{"text":"x","group":"g","dedupe_id":"once"}"#).status
                == 201)
        let first = try run("s")
        #expect(first.status == 201)
        let again = try run("s")
        #expect(again.status == 201)
        #expect(try again.json()["duplicate_of"]?.text == first.json()["id"]?.text)
        _ = try client.send("POST", "/v1/queues/a/messages?group=g", body: Array("y".utf8))
        // The second of the group has to wait for the first, which only came once.
        let held = try received("a")
        #expect(held.map { $0["text"]?.text } == ["x"])
        #expect(held.first?["group"]?.text == "g")
        #expect(try put("topics/t").status == 201)
        #expect(try schedule("t", #"{"topic":"t"}"#, #"{"text":"x","group":"g"}"#).status == 400)
    }

    @Test func `a run that is asked for again under its key takes place once`() throws {
        #expect(try put("queues/a").status == 201)
        #expect(try put("exchanges/all", #"{"type":"fanout"}"#).status == 201)
        #expect(try put("exchanges/all/bindings/a", #"{"to":{"queue":"a"}}"#).status == 201)
        #expect(try schedule("s", #"{"queue":"a"}"#, #"{"text":"x"}"#).status == 201)
        #expect(try schedule("e", #"{"exchange":"all"}"#, #"{"text":"e"}"#).status == 201)
        let first = try run("s", key: "k1")
        #expect(first["idempotency-replayed"] == nil)
        try server.crashAndRestart()
        let client = server.client()
        for _ in 0..<2 {
            let again = try client.send("POST", "/v1/schedules/s/run?idempotency_key=k1")
            #expect(again.status == 201)
            #expect(again["idempotency-replayed"] == "true")
            #expect(try again.json()["id"]?.text == first.json()["id"]?.text)
            #expect(try again.json()["timestamp"]?.text == first.json()["timestamp"]?.text)
        }
        // Another schedule has keys of its own.
        let other = try client.send("POST", "/v1/schedules/e/run?idempotency_key=k1")
        #expect(other["idempotency-replayed"] == nil)
        #expect(try other.json()["targets"]?[0]?.text == "queue:a")
        let replayed = try client.send("POST", "/v1/schedules/e/run?idempotency_key=k1")
        #expect(replayed["idempotency-replayed"] == "true")
        #expect(try replayed.json()["targets"]?[0]?.text == "queue:a")
        let all = try client.send("POST", "/v1/queues/a/receive?max=100").json()["messages"]?.elements
        #expect(all?.map { $0["text"]?.text } == ["x", "e"])
        #expect(try client.send("GET", "/v1/schedules/s").json()["runs"]?.integer == 1)
    }
}
