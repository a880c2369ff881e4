import Glibc
import TestSupport
import Testing

/// Deleting and moving messages by hand, and redrives, as a user of curl does it.
@Suite(.serialized) struct MovingTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer(["--dev"])
        client = server.client()
        try declare("q", #"{"lease":"1h"}"#)
        try declare("other", "{}")
    }

    private func declare(_ queue: String, _ settings: String) throws {
        #expect(try client.send("PUT", "/v1/queues/" + queue, body: Array(settings.utf8)).status < 300)
    }

    @discardableResult
    private func publish(_ body: String, to queue: String = "q", _ options: String = "") throws -> String {
        let answer = try client.send(
            "POST", "/v1/queues/\(queue)/messages" + options, body: Array(body.utf8))
        return try #require(answer.json()["id"]?.text)
    }

    private func post(_ path: String, _ body: String) throws -> CurlClient.Answer {
        try client.send("POST", "/v1/queues/" + path, body: Array(body.utf8))
    }

    private func values(_ queue: String, _ client: CurlClient? = nil) throws -> [Int?] {
        let page = try (client ?? self.client).send("GET", "/v1/queues/\(queue)/messages?max=1000").json()
        return (page["messages"]?.elements ?? []).map { $0["value"]?.integer }
    }

    /// Rejects so many messages of a queue.
    private func reject(_ count: Int, of queue: String) throws {
        let leases = try post(queue + "/receive", #"{"max":\#(count)}"#).json()["messages"]?.elements ?? []
        #expect(leases.count == count)
        let tokens = leases.compactMap { $0["lease"]?.text }.map { "\"\($0)\"" }.joined(separator: ",")
        #expect(try post(queue + "/settle", #"{"reject":[\#(tokens)]}"#).status == 200)
    }

    private func settled(_ count: Int, in queue: String) throws {
        for _ in 0..<600 where try values(queue).count != count { poll(nil, 0, 10) }
        #expect(try values(queue).count == count)
    }

    /// The job once it is in one of `states`.
    private func job(_ queue: String, _ number: Int, _ states: String...) throws -> JSONTree {
        let client = server.client()
        for _ in 0..<600 {
            let job = try client.send("GET", "/v1/queues/\(queue)/redrives/\(number)").json()
            if let state = job["state"]?.text, states.contains(state) { return job }
            poll(nil, 0, 10)
        }
        return try client.send("GET", "/v1/queues/\(queue)/redrives/\(number)").json()
    }

    @Test func `single messages are deleted, but none that somebody has`() throws {
        let first = try publish("1")
        let second = try publish("2")
        let leased = try client.send("POST", "/v1/queues/q/next")
        #expect(leased["martlet-id"] == first)
        let refused = try client.send("DELETE", "/v1/queues/q/messages/" + first)
        #expect(refused.status == 409)
        #expect(try refused.json()["code"]?.text == "message_leased")
        #expect(try client.send("DELETE", "/v1/queues/q/messages/" + second).status == 204)
        #expect(try client.send("DELETE", "/v1/queues/q/messages/" + second).status == 404)
        try server.crashAndRestart()
        #expect(try values("q", server.client()) == [1])
    }

    @Test func `those that are chosen are deleted, after a look at what that would be`() throws {
        let ids = try (0..<6).map { try publish("\($0)", to: "q", $0 == 3 ? "?delay=1h" : "") }
        let filter = #"{"filter":{"value":[{"numeric":[">=",3]}]}"#
        let dry = try post("q/messages:delete", filter + #","dry_run":true}"#).json()
        #expect(
            dry["matched"]?.integer == 3 && dry["deleted"]?.integer == 0 && dry["dry_run"] == .boolean(true))
        #expect(try values("q").count == 6)
        let some = try post("q/messages:delete", filter + #","limit":1}"#).json()
        #expect(some["deleted"]?.integer == 1 && some["next"]?.text != nil)
        let rest = try post("q/messages:delete", filter + #","from":"\#(some["next"]?.text ?? "")"}"#).json()
        #expect(rest["deleted"]?.integer == 2 && rest["next"] == nil)
        #expect(try values("q") == [0, 1, 2])
        let named = try post("q/messages:delete", #"{"ids":["\#(ids[1])","\#(ids[5])","\#(ids[1])"]}"#).json()
        #expect(named["deleted"]?.integer == 1 && named["missing"]?.integer == 1)
        #expect(try values("q") == [0, 2])
        #expect(try post("q/messages:delete", "{}").status == 400)
        #expect(try post("q/messages:delete", #"{"ids":["x"]}"#).status == 400)
        #expect(try post("q/messages:delete", #"{"filter":{"value":1}}"#).status == 422)
    }

    @Test func `messages are moved to another queue or a topic, to the byte`() throws {
        #expect(try client.send("PUT", "/v1/topics/t", body: Array(#"{"partitions":3}"#.utf8)).status == 201)
        let body = "{\"a\": 1 }"
        let id = try publish(body, to: "q", "?key=k&header.h=v")
        try publish("2")
        try publish("3")
        let moved = try post("q/messages:move", #"{"ids":["\#(id)"],"to":{"queue":"other"}}"#)
        #expect(try moved.json()["moved"]?.integer == 1, "\(moved.text)")
        let raw = try client.send("POST", "/v1/queues/other/next")
        #expect(raw.text == body && raw["martlet-key"] == "k" && raw["martlet-header-h"] == "v")
        let all = try post("q/messages:move", #"{"filter":{},"to":{"topic":"t"}}"#)
        #expect(try all.json()["moved"]?.integer == 2)
        #expect(try values("q").isEmpty)
        let read = try client.send("GET", "/v1/topics/t/messages").json()
        #expect(Set((read["messages"]?.elements ?? []).map { $0["value"]?.integer }) == [2, 3])
        let nowhere = try post("q/messages:move", #"{"filter":{},"to":{"queue":"nowhere"}}"#)
        #expect(nowhere.status == 404)
        let same = try post("q/messages:move", #"{"filter":{},"to":{"queue":"q"}}"#)
        #expect(try same.json()["code"]?.text == "same_queue")
        #expect(try post("q/messages:move", #"{"filter":{}}"#).status == 400)
    }

    @Test func `dead letters go back to where they died, without what is stripped`() throws {
        for number in 0..<5 { try publish("\(number)", to: "q", "?header.trace=x&header.keep=y") }
        try reject(5, of: "q")
        try settled(5, in: "q.dlq")
        let dry = try post("q.dlq/redrives", #"{"dry_run":true}"#)
        #expect(dry.status == 200)
        #expect(try dry.json()["targets"]?[0]?["messages"]?.integer == 5, "\(dry.text)")
        let started = try post("q.dlq/redrives", #"{"strip_headers":["Trace"],"limit":4}"#)
        #expect(started.status == 202 && started["location"] == "/v1/queues/q.dlq/redrives/1")
        let job = try job("q.dlq", 1, "completed")
        #expect(job["moved"]?.integer == 4 && job["state"]?.text == "completed", "\(job)")
        #expect(try values("q") == [0, 1, 2, 3])
        #expect(try values("q.dlq") == [4])
        let back = try client.send("GET", "/v1/queues/q/messages?max=1").json()["messages"]?[0]
        #expect(back?["headers"]?["trace"] == nil && back?["headers"]?["keep"]?.text == "y")
        #expect(back?["headers"]?["martlet-redriven"]?.text == "1")
        #expect(back?["deaths"]?[0]?["reason"]?.text == "rejected")
        #expect(back?["failures"]?.integer == 0)
        #expect(try client.send("GET", "/v1/queues/q.dlq/redrives").json()["redrives"]?.elements.count == 1)
        #expect(try client.send("GET", "/v1/queues/q.dlq/redrives/2").status == 404)
    }

    @Test func `a redrive whose origin is gone rests, and goes on after a crash when it is back`() throws {
        for number in 0..<3 { try publish("\(number)") }
        try reject(3, of: "q")
        try settled(3, in: "q.dlq")
        #expect(try client.send("DELETE", "/v1/queues/q").status == 204)
        #expect(try post("q.dlq/redrives", "{}").status == 202)
        let paused = try job("q.dlq", 1, "paused")
        #expect(paused["paused_because"]?.text == #"there is no queue "q""#, "\(paused)")
        #expect(try post("q.dlq/redrives", "{}").json()["code"]?.text == "redrive_running")
        try server.crashAndRestart()
        let again = server.client()
        #expect(try again.send("PUT", "/v1/queues/q").status == 201)
        #expect(try job("q.dlq", 1, "completed")["moved"]?.integer == 3)
        #expect(try values("q", again) == [0, 1, 2])
    }

    @Test func `a redrive keeps its pace until somebody ends it`() throws {
        for number in 0..<20 { try publish("\(number)") }
        let started = try post("q/redrives", #"{"to":{"queue":"other"},"max_rate":1}"#)
        #expect(started.status == 202)
        for _ in 0..<600 where try values("other").isEmpty { poll(nil, 0, 10) }
        let ended = try client.send("DELETE", "/v1/queues/q/redrives/1").json()
        #expect(ended["state"]?.text == "cancelled" && ended["max_rate"]?.integer == 1)
        let moved = try #require(ended["moved"]?.integer)
        #expect((1...5).contains(moved))
        #expect(try values("other").count == moved && values("q").count == 20 - moved)
        #expect(try client.send("DELETE", "/v1/queues/q/redrives/1").json()["state"]?.text == "cancelled")
    }

    @Test func `redriven messages keep their failures where that is asked for`() throws {
        try declare("q", #"{"max_deliveries":2}"#)
        _ = try publish("\"a\"")
        for _ in 0..<2 {
            let held = try client.send("POST", "/v1/queues/q/receive").json()["messages"]?[0]
            let lease = held?["lease"]?.text ?? ""
            #expect(try post("q/leases/\(lease)/nack", "{}").status == 200)
        }
        try settled(1, in: "q.dlq")
        #expect(try post("q.dlq/redrives", #"{"reset_failures":false}"#).status == 202)
        let job = try job("q.dlq", 1, "completed")
        #expect(job["reset_failures"] == .boolean(false) && job["moved"]?.integer == 1)
        try server.crashAndRestart()
        let client = server.client()
        let again = try client.send("POST", "/v1/queues/q/receive").json()["messages"]?[0]
        #expect(again?["failures"]?.integer == 2)
        #expect(again?["deaths"]?[0]?["failures"]?.integer == 2)
        // One more is too many at once.
        let nack = "/v1/queues/q/leases/\(again?["lease"]?.text ?? "")/nack"
        #expect(try client.send("POST", nack).status == 200)
        for _ in 0..<2_000 {
            if try client.send("GET", "/v1/queues/q.dlq/stats").json()["ready"]?.integer == 1 { return }
            poll(nil, 0, 10)
        }
        Issue.record("it did not die again")
    }

    @Test func `a redrive stops when what it moves dies again`() throws {
        for number in 0..<40 { try publish("\(number)") }
        try reject(40, of: "q")
        try settled(40, in: "q.dlq")
        #expect(try post("q.dlq/redrives", #"{"max_rate":10,"stop_after_failures":2}"#).status == 202)
        for _ in 0..<600 where try values("q").count < 2 { poll(nil, 0, 10) }
        try reject(2, of: "q")
        let job = try job("q.dlq", 1, "stopped", "completed")
        #expect(job["state"]?.text == "stopped" && job["came_back"]?.integer == 2, "\(job)")
        #expect(try values("q.dlq").count > 2)
    }
}
