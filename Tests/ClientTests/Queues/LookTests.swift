import TestSupport
import Testing

/// Looking into a queue, as a user of curl does it.
@Suite(.serialized) struct LookTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer(["--dev"])
        client = server.client()
        #expect(try client.send("PUT", "/v1/queues/q", body: Array(#"{"lease":"1h"}"#.utf8)).status == 201)
    }

    @discardableResult
    private func publish(_ body: String, _ options: String = "") throws -> String {
        let answer = try client.send("POST", "/v1/queues/q/messages" + options, body: Array(body.utf8))
        return try #require(answer.json()["id"]?.text)
    }

    private func look(_ options: String = "") throws -> JSONTree {
        let answer = try client.send("GET", "/v1/queues/q/messages" + options)
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    private func values(_ page: JSONTree) -> [Int?] {
        (page["messages"]?.elements ?? []).map { $0["value"]?.integer }
    }

    /// Ready 1 and 4, leased 2, delayed 3, dying 5: its dead letters have nowhere to go.
    private func fill() throws {
        for (queue, settings) in [("gone", "{}"), ("q", #"{"dead_letter":{"queue":"gone"}}"#)] {
            #expect(try client.send("PUT", "/v1/queues/" + queue, body: Array(settings.utf8)).status < 300)
        }
        #expect(try client.send("DELETE", "/v1/queues/gone").status == 204)
        try publish("0")
        try publish("1")
        try publish("2")
        try publish("3", "?delay=2h")
        try publish("4")
        let leases = try client.send("POST", "/v1/queues/q/receive?max=3").json()["messages"]?.elements ?? []
        let tokens = leases.map { $0["lease"]?.text ?? "" }
        let settled = try client.send(
            "POST", "/v1/queues/q/settle",
            body: Array(
                #"{"ack":["\#(tokens[0])"],"nack":[{"lease":"\#(tokens[1])","failed":false}]}"#.utf8))
        #expect(settled.status == 200)
        let last = try publish("5")
        let again = try client.send("POST", "/v1/queues/q/receive?max=3").json()["messages"]?.elements ?? []
        #expect(again.map { $0["value"]?.integer } == [1, 4, 5])
        for message in again where message["id"]?.text == last {
            let lease = message["lease"]?.text ?? ""
            #expect(try client.send("POST", "/v1/queues/q/leases/\(lease)/reject").status == 200)
        }
        for message in again where message["id"]?.text != last {
            let lease = message["lease"]?.text ?? ""
            let back = Array(#"{"failed":false}"#.utf8)
            #expect(try client.send("POST", "/v1/queues/q/leases/\(lease)/nack", body: back).status == 200)
        }
    }

    @Test func `every state is told, and nothing changes by looking`() throws {
        try fill()
        let before = try client.send("GET", "/v1/queues/q/stats").text
        let page = try look()
        #expect(values(page) == [1, 2, 3, 4, 5])
        let messages = page["messages"]?.elements ?? []
        #expect(messages.map { $0["state"]?.text } == ["ready", "leased", "delayed", "ready", "dying"])
        #expect(messages.map { $0["deliveries"]?.integer } == [2, 1, 0, 1, 1])
        #expect(messages[1]["leased_until"]?.text != nil)
        #expect(messages[2]["due_at"]?.text != nil)
        #expect(messages[4]["reason"]?.text == "rejected")
        #expect(messages.allSatisfy { $0["lease"] == nil })
        #expect(page["next"] == nil)
        #expect(try client.send("GET", "/v1/queues/q/stats").text == before)
        try server.crashAndRestart()
        let after = try server.client().send("GET", "/v1/queues/q/messages").json()
        #expect((after["messages"]?.elements ?? []).map { $0["state"] } == messages.map { $0["state"] })
    }

    @Test func `a state, a pattern and pages choose`() throws {
        try fill()
        #expect(try values(look("?state=ready")) == [1, 4])
        #expect(try values(look("?state=leased")) == [2])
        #expect(try values(look("?state=delayed")) == [3])
        #expect(try values(look("?state=dying")) == [5])
        #expect(try values(look("?state=deferred")) == [])
        #expect(
            try values(look("?filter=%7B%22value%22:%5B%7B%22numeric%22:%5B%22%3E%22,3%5D%7D%5D%7D")) == [
                4, 5,
            ])
        var found: [Int?] = []
        var from: String?
        var pages = 0
        repeat {
            let page = try look("?max=2" + (from.map { "&from=" + $0 } ?? ""))
            found += values(page)
            from = page["next"]?.text
            pages += 1
        } while from != nil && pages < 9
        #expect(found == [1, 2, 3, 4, 5] && pages == 3)
        let lines = try client.send("GET", "/v1/queues/q/messages?max=2&format=ndjson")
        #expect(lines.lines().count == 2 && lines["martlet-next"] != nil)
    }

    @Test func `one message is shown by its id, as JSON or raw`() throws {
        let id = try publish(#"{"a": 1}"#)
        let place = "/v1/queues/q/messages/" + id
        let shown = try client.send("GET", place).json()
        #expect(shown["id"]?.text == id && shown["state"]?.text == "ready")
        let raw = try client.send("GET", place + "?raw=true")
        #expect(raw.text == #"{"a": 1}"# && raw["martlet-state"] == "ready" && raw["martlet-id"] == id)
        let taken = try client.send("POST", "/v1/queues/q/next")
        #expect(try client.send("GET", place).json()["state"]?.text == "leased")
        #expect(
            try client.send("DELETE", "/v1/queues/q/leases/" + (taken["martlet-lease"] ?? "")).status == 200)
        let gone = try client.send("GET", place)
        #expect(gone.status == 404)
        #expect(try gone.json()["code"]?.text == "message_not_found")
        #expect(try client.send("GET", "/v1/queues/q/messages/nonsense").status == 400)
        #expect(try client.send("GET", "/v1/queues/q/messages/999-0").status == 404)
        let missing = String(id.dropLast()) + "99"
        #expect(try client.send("GET", "/v1/queues/q/messages/" + missing).status == 404)
    }

    @Test func `what is no place in this queue is refused`() throws {
        #expect(try client.send("GET", "/v1/queues/q/messages?from=earliest").status == 400)
        #expect(try client.send("PUT", "/v1/queues/other").status == 201)
        for number in 0..<3 {
            let body = Array("\(number)".utf8)
            #expect(try client.send("POST", "/v1/queues/other/messages", body: body).status == 201)
        }
        let page = try client.send("GET", "/v1/queues/other/messages?max=1").json()
        let next = try #require(page["next"]?.text)
        let foreign = try client.send("GET", "/v1/queues/q/messages?from=" + next)
        #expect(try foreign.json()["code"]?.text == "foreign_cursor")
        #expect(try client.send("GET", "/v1/queues/q/messages?state=redy").status == 400)
        #expect(try client.send("GET", "/v1/queues/q/messages?max=1001").status == 422)
        #expect(try client.send("GET", "/v1/queues/q/messages?filter=%7B").status == 422)
    }
}
