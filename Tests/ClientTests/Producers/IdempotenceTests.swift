import Glibc
import TestSupport
import Testing

/// What a request that comes again is answered, header by header.
@Suite(.serialized) struct IdempotenceTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer(["--dev"])
        client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t", body: Array(#"{"partitions":2}"#.utf8)).status == 201)
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
    }

    private func post(_ target: String, _ body: String, _ fields: String...) throws -> CurlClient.Answer {
        try client.send("POST", target, body: Array(body.utf8), fields: fields)
    }

    private func code(_ answer: CurlClient.Answer) throws -> String { try answer.json()["code"]?.text ?? "" }

    @Test func `the same request is answered the same, fields and all`() throws {
        let target = "/v1/topics/t/messages?key=a"
        let first = try post(target, "one", "Idempotency-Key: k")
        #expect(first.status == 201)
        #expect(first["idempotency-replayed"] == nil)
        // However the options are given, they are the same options.
        let again = try post("/v1/topics/t/messages", "one", "martlet-key: a", "idempotency-key: k")
        #expect(again.status == 201)
        #expect(again["idempotency-replayed"] == "true")
        #expect(again["location"] == first["location"])
        #expect(again.body == first.body)
        let scoped = try post("/v1/ns/default/topics/t/messages?key=a&idempotency_key=k", "one")
        #expect(scoped["idempotency-replayed"] == "true")
        #expect(scoped.body == first.body)
    }

    @Test func `other words under a key are refused, another path has keys of its own`() throws {
        let target = "/v1/topics/t/messages?key=a"
        #expect(try post(target, "one", "Idempotency-Key: k").status == 201)
        let others = [
            (target, "two"), ("/v1/topics/t/messages?key=b", "one"), (target + "&ack=none", "one"),
        ]
        for (target, body) in others {
            let refused = try post(target, body, "Idempotency-Key: k")
            #expect(refused.status == 422)
            #expect(try code(refused) == "idempotency_key_reused")
        }
        let batch = try post("/v1/topics/t/messages:batch", "[]", "Idempotency-Key: k")
        #expect(batch.status == 200)
        #expect(try post("/v1/queues/q/messages", "one", "Idempotency-Key: k").status == 201)
        #expect(try client.send("GET", "/v1/queues/q/stats").json()["ready"]?.integer == 1)
    }

    @Test func `a batch over partitions tells each place again, after they grew and after a restart`() throws
    {
        let items = (0..<9).map { #"{"key":"k\#($0)","value":\#($0)},{"value":\#($0)}"# }.joined(
            separator: ",")
        let target = "/v1/topics/t/messages:batch?results=each"
        let first = try post(target, "[\(items)]", "Content-Type: application/json", "Idempotency-Key: b")
        #expect(first.status == 201)
        #expect(try first.json()["results"]?.elements.count == 18)
        #expect(
            try client.send("PATCH", "/v1/topics/t", body: Array(#"{"partitions":5,"validate":"json"}"#.utf8))
                .status == 200)
        server.process.signal(SIGKILL)
        try server.restart()
        let again = try server.client().send(
            "POST", target, body: Array("[\(items)]".utf8),
            fields: ["Content-Type: application/json", "Idempotency-Key: b"])
        #expect(again["idempotency-replayed"] == "true")
        #expect(again.body == first.body)
    }

    @Test func `what was refused is not remembered, and accepted is what was accepted`() throws {
        let refused = try post(
            "/v1/topics/t/messages?partition=0&expected_offset=5", "x", "Idempotency-Key: k")
        #expect(refused.status == 412)
        #expect(try refused.json()["actual"]?.integer == 0)
        let target = "/v1/topics/t/messages?partition=0&expected_offset=0&ack=none"
        let first = try post(target, "x", "Idempotency-Key: k")
        #expect(first.status == 202)
        let again = try post(target, "x", "Idempotency-Key: k")
        #expect(again.status == 202)
        #expect(again.body == first.body)
        #expect(again["idempotency-replayed"] == "true")
    }

    @Test func `a producer counts, and is told what is wrong`() throws {
        func send(_ seq: Int, _ body: String = "x", epoch: Int = 1) throws -> CurlClient.Answer {
            try post(
                "/v1/queues/q/messages", body, "Producer-Id: w", "Producer-Epoch: \(epoch)",
                "Producer-Seq: \(seq)")
        }
        let first = try send(40)
        #expect(first.status == 201)
        #expect(try send(41).status == 201)
        let again = try send(40)
        #expect(again.status == 201)
        #expect(again["idempotency-replayed"] == "true")
        #expect(again.body == first.body)
        let gap = try send(45)
        #expect(gap.status == 409)
        #expect(try gap.json()["expected"]?.integer == 42)
        #expect(try gap.json()["received"]?.integer == 45)
        #expect(try code(try send(41, "other")) == "producer_seq_reused")
        #expect(try send(0, epoch: 2).status == 201)
        let stale = try send(42)
        #expect(stale.status == 403)
        #expect(try stale.json()["epoch"]?.integer == 2)
    }

    @Test(arguments: [
        ("", ["Producer-Id: w"]), ("", ["Producer-Seq: 1"]),
        ("", ["Producer-Id: w", "Producer-Seq: 1", "Idempotency-Key: k"]),
        ("?idempotency_key=a", ["Idempotency-Key: b"]),
    ])
    func `half a producer, or two ways at once, is a mistake`(query: String, fields: [String]) throws {
        let answer = try client.send(
            "POST", "/v1/topics/t/messages" + query, body: [1], fields: fields)
        #expect(answer.status == 400)
        let elsewhere = try client.send(
            "POST", "/v1/queues/q/receive", body: [], fields: ["Idempotency-Key: k"])
        #expect(elsewhere.status == 400)
        #expect(try code(elsewhere) == "unknown_header")
    }

    @Test func `a key counts for a day, a producer for a week`() throws {
        func count() throws -> Int? {
            try client.send("GET", "/v1/queues/q/stats").json()["ready"]?.integer
        }
        func advance(_ by: String) throws {
            let body = Array(#"{"by":"\#(by)"}"#.utf8)
            #expect(try client.send("POST", "/v1/dev/clock:advance", body: body).status == 200)
        }
        for _ in 0..<2 {
            _ = try post("/v1/queues/q/messages", "x", "Idempotency-Key: k")
            _ = try post("/v1/queues/q/messages", "x", "Producer-Id: w", "Producer-Seq: 9")
        }
        #expect(try count() == 2)
        try advance("24h1m")
        _ = try post("/v1/queues/q/messages", "x", "Idempotency-Key: k")
        _ = try post("/v1/queues/q/messages", "x", "Producer-Id: w", "Producer-Seq: 9")
        #expect(try count() == 3)
        try advance("168h1m")
        #expect(try post("/v1/queues/q/messages", "x", "Producer-Id: w", "Producer-Seq: 3").status == 201)
        #expect(try client.send("GET", "/metrics").text.contains("\nmartlet_idempotency_keys 0\n"))
    }

    @Test func `while a request is arriving, another with its key is told to wait`() throws {
        let slow = try SlowRequest(
            to: server.current.origin, "/v1/queues/q/messages", field: "Idempotency-Key: slow", bytes: 10)
        try slow.send("12345")
        let answer = try post("/v1/queues/q/messages", "1234567890", "Idempotency-Key: slow")
        #expect(answer.status == 409)
        #expect(try code(answer) == "idempotency_key_in_flight")
        #expect(answer["retry-after"] == "1")
        try slow.send("67890")
        #expect(try slow.answer().hasPrefix("HTTP/1.1 201"))
        let again = try post(
            "/v1/queues/q/messages", "1234567890", "Content-Type: text/plain", "Idempotency-Key: slow")
        #expect(again["idempotency-replayed"] == "true")
    }
}
