import Glibc
import TestSupport
import Testing

/// Request and reply, as a user of curl meets it.
@Suite(.serialized) struct RequestTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
    }

    /// Sends a request from a thread of its own while `meanwhile` runs, and gives its answer.
    private func ask(
        _ options: String, _ body: String, _ meanwhile: () throws -> Void
    ) throws -> CurlClient.Answer {
        let parked = try ParkedRequest(
            server.current.origin, "/v1/queues/q/requests" + options, "POST", body: body)
        try meanwhile()
        return try parked.answer()
    }

    private func left() throws -> Int? {
        let stats = try client.send("GET", "/v1/queues/q/stats").json()
        return ["ready", "leased", "delayed", "dying"].reduce(0) { $0 + (stats[$1]?.integer ?? 0) }
    }

    @Test func `whoever asks gets what the worker answers, to the byte`() throws {
        let reply = "{\"sum\": 3 }"
        let answer = try ask("?wait=20s&key=k", "[1,2]") {
            let taken = try client.send("POST", "/v1/queues/q/next?wait=20s")
            #expect(taken.text == "[1,2]" && taken["martlet-key"] == "k")
            let lease = taken["martlet-lease"] ?? ""
            let told = try client.send(
                "POST", "/v1/queues/q/leases/\(lease)/reply?header.took=5ms", body: Array(reply.utf8),
                fields: ["Content-Type: application/json"])
            #expect(told.status == 200)
            #expect(try told.json()["result"]?.text == "acked")
            #expect(try told.json()["delivered"] == .boolean(true))
            let again = try client.send("POST", "/v1/queues/q/leases/\(lease)/reply", body: Array("x".utf8))
            #expect(try again.json()["result"]?.text == "already_acked")
            #expect(try again.json()["delivered"] == .boolean(false))
        }
        #expect(answer.status == 200 && answer.text == reply)
        #expect(answer["content-type"] == "application/json")
        #expect(answer["martlet-header-took"] == "5ms")
        #expect(try left() == 0)
    }

    @Test func `what nobody takes in time is withdrawn`() throws {
        let answer = try client.send("POST", "/v1/queues/q/requests?wait=100ms", body: Array("1".utf8))
        #expect(answer.status == 504)
        #expect(try answer.json()["code"]?.text == "no_reply")
        #expect(try answer.json()["detail"]?.text?.contains("withdrawn") == true)
        #expect(try left() == 0)
    }

    @Test func `a reply that comes too late is told so, and the message is done with`() throws {
        var lease = ""
        let answer = try ask("?wait=1s", "1") {
            lease = try client.send("POST", "/v1/queues/q/next?wait=20s")["martlet-lease"] ?? ""
        }
        #expect(answer.status == 504)
        let late = try client.send("POST", "/v1/queues/q/leases/\(lease)/reply", body: Array("2".utf8))
        #expect(late.status == 200)
        #expect(try late.json()["result"]?.text == "acked")
        #expect(try late.json()["delivered"] == .boolean(false))
        #expect(try left() == 0)
    }

    @Test func `whoever leaves takes the request along`() throws {
        #expect(throws: CurlClient.Failure.self) {
            _ = try CurlClient(server.current.origin).send(
                "POST", "/v1/queues/q/requests?wait=60s", body: Array("1".utf8), seconds: 1)
        }
        for _ in 0..<1_000 where try left() != 0 { poll(nil, 0, 10) }
        #expect(try left() == 0)
    }

    @Test func `a reply needs a lease of this queue that still counts`() throws {
        let none = try client.send("POST", "/v1/queues/q/leases/nonsense/reply", body: Array("1".utf8))
        #expect(none.status == 409)
        #expect(
            try client.send("POST", "/v1/queues/q/requests?wait=61s", body: Array("1".utf8)).status == 422)
        #expect(try client.send("POST", "/v1/queues/nowhere/requests", body: Array("1".utf8)).status == 404)
    }
}
