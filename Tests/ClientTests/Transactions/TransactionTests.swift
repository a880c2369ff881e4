import TestSupport
import Testing

/// Transactions as a user of curl meets them.
@Suite struct TransactionTests {
    private func json(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// A server with topics `orders` and `done`, a queue `jobs`, and so many jobs.
    private func server(jobs: Int) throws -> (LiveServer, CurlClient) {
        let server = try LiveServer(["--dev"])
        let client = server.client()
        for path in ["/v1/topics/orders", "/v1/topics/done", "/v1/queues/jobs"] {
            #expect(try client.send("PUT", path, body: json("{}")).status == 201)
        }
        for job in 0..<jobs {
            let sent = try client.send("POST", "/v1/queues/jobs/messages", body: json("{\"job\":\(job)}"))
            #expect(sent.status == 201)
        }
        return (server, client)
    }

    private func leases(_ client: CurlClient, _ max: Int = 10) throws -> [String] {
        try client.send("POST", "/v1/queues/jobs/receive?max=\(max)").json()["messages"]?.elements
            .compactMap { $0["lease"]?.text } ?? []
    }

    private func transact(
        _ operations: String, _ client: CurlClient, key: String? = nil
    ) throws -> CurlClient.Answer {
        try client.send(
            "POST", "/v1/transactions", body: json("{\"operations\":[\(operations)]}"),
            fields: key.map { ["Idempotency-Key: \($0)"] } ?? [])
    }

    private func values(of topic: String, _ client: CurlClient) throws -> [String] {
        try client.send("GET", "/v1/topics/\(topic)/messages?from=earliest&max=1000").json()["messages"]?
            .elements.map { "\($0["value"]?.integer ?? -1)" } ?? []
    }

    private func publish(_ topic: String, _ value: Int) -> String {
        "{\"publish\":{\"topic\":\"\(topic)\",\"message\":{\"value\":\(value)}}}"
    }

    @Test func `what is consumed and what comes of it are one`() throws {
        let (server, client) = try server(jobs: 2)
        let leases = try leases(client)
        let operations = """
            \(publish("done", 1)), \(publish("orders", 2)), \(publish("orders", 3)),
            {"publish":{"queue":"jobs","message":{"text":"next","key":"k"}}},
            {"settle":{"queue":"jobs","ack":["\(leases[0])"],"nack":[{"lease":"\(leases[1])","delay":"1h"}]}}
            """
        let answer = try transact(operations, client)
        #expect(answer.status == 200, "\(answer.text)")
        let results = try #require(try answer.json()["results"]?.elements)
        #expect(results.count == 5)
        #expect(results[2]["publish"]?["offset"]?.integer == 1)
        #expect(results[3]["publish"]?["queue"]?.text == "jobs")
        #expect(results[4]["settle"]?["ack"]?[0]?.text == "acked")
        #expect(results[4]["settle"]?["nack"]?[0]?.text == "nacked")
        try server.crashAndRestart()
        let again = server.client()
        #expect(try values(of: "done", again) == ["1"])
        #expect(try values(of: "orders", again) == ["2", "3"])
        let stats = try again.send("GET", "/v1/queues/jobs/stats").json()
        #expect(["ready", "leased", "delayed"].map { stats[$0]?.integer } == [1, 0, 1])
    }

    @Test func `a transaction of which one operation cannot be done does nothing, and names it`() throws {
        let (server, client) = try server(jobs: 1)
        let lease = try leases(client)[0]
        let ack = "{\"settle\":{\"queue\":\"jobs\",\"ack\":[\"\(lease)\"]}}"
        for (operations, status, code, failed) in [
            (publish("done", 1) + "," + publish("nowhere", 1), 404, "topic_not_found", 1),
            (
                "\(ack),{\"publish\":{\"topic\":\"done\",\"expected_offset\":7,\"message\":{\"value\":1}}}",
                412,
                "expected_offset_mismatch", 1
            ),
            (publish("done", 1) + "," + ack + "," + ack, 422, "named_twice", 2),
            ("{\"settle\":{\"queue\":\"jobs\",\"ack\":[\"\(lease)\",\"\(lease)\"]}}", 422, "named_twice", 0),
            ("\(ack),{\"settle\":{\"queue\":\"jobs\",\"ack\":[\"nonsense\"]}}", 409, "lease_lost", 1),
            (
                "\(publish("done", 1)),{\"commit\":{\"group\":\"g\",\"offsets\":[]}}", 404, "group_not_found",
                1
            ),
            ("\(publish("done", 1)),{\"publish\":{\"topic\":\"done\"}}", 400, "invalid_body", 1),
            ("\(publish("done", 1)),{\"publsh\":{\"topic\":\"done\"}}", 400, "unknown_member", 1),
            ("\(publish("done", 1)),{}", 400, "invalid_body", 1),
            (
                "{\"publish\":{\"topic\":\"done\",\"message\":{\"value\":1,\"key\":\"k\",\"expected_key_offset\":3}}}",
                422, "not_compacted", 0
            ),
        ] as [(String, Int, String, Int)] {
            let answer = try transact(operations, client)
            #expect(answer.status == status, "\(operations) \(answer.text)")
            let problem = try answer.json()
            #expect(problem["code"]?.text == code, "\(operations) \(answer.text)")
            #expect(problem["failed_operation"]?.integer == failed, "\(operations) \(answer.text)")
        }
        #expect(try values(of: "done", client).isEmpty)
        #expect(try transact(publish("done", 1) + "," + ack, client).status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func `a transaction that was carried out is not carried out again`() throws {
        let (server, client) = try server(jobs: 1)
        let lease = try leases(client)[0]
        let operations =
            publish("done", 1) + ",{\"settle\":{\"queue\":\"jobs\",\"ack\":[\"\(lease)\"]}}"
        let first = try transact(operations, client, key: "k1")
        #expect(first.status == 200, "\(first.text)")
        try server.crashAndRestart()
        let again = server.client()
        let repeated = try transact(operations, again, key: "k1")
        #expect(repeated.status == 200)
        #expect(repeated.text == first.text)
        #expect(repeated["idempotency-replayed"] == "true")
        #expect(
            try transact(publish("done", 2), again, key: "k1").json()["code"]?.text
                == "idempotency_key_reused")
        // Without a key the lease tells.
        let late = try transact(operations, again)
        #expect(late.status == 409)
        #expect(try late.json()["code"]?.text == "lease_settled")
        #expect(try values(of: "done", again) == ["1"])
    }

    @Test func `offsets are committed with what was made of the messages`() throws {
        let (server, client) = try server(jobs: 0)
        for value in 0..<3 { #expect(try transact(publish("orders", value), client).status == 200) }
        let polled = try client.send(
            "POST", "/v1/groups/g/poll", body: json("{\"member\":\"w\",\"topics\":[\"orders\"],\"max\":2}"))
        #expect(polled.status == 200, "\(polled.text)")
        let epoch = try polled.json()["epoch"]?.integer ?? -1
        func commit(_ epoch: Int, _ offset: Int) -> String {
            """
            {"commit":{"group":"g","member":"w","epoch":\(epoch),
            "offsets":[{"topic":"orders","partition":0,"offset":\(offset)}]}}
            """
        }
        let fenced = try transact(publish("done", 0) + "," + commit(epoch + 1, 2), client)
        #expect(fenced.status == 409)
        #expect(try fenced.json()["failed_operation"]?.integer == 1)
        let beyond = try transact(publish("done", 0) + "," + commit(epoch, 4), client)
        #expect(beyond.status == 422)
        let done = try transact(publish("done", 0) + "," + commit(epoch, 2), client)
        #expect(done.status == 200, "\(done.text)")
        #expect(try done.json()["results"]?[1]?["commit"]?["committed"]?.integer == 1)
        let offsets = try client.send("GET", "/v1/groups/g/offsets").json()["offsets"]
        #expect(offsets?[0]?["offset"]?.integer == 2)
        #expect(try values(of: "done", client) == ["0"])
        withExtendedLifetime(server) {}
    }

    @Test func `of one key only as many messages go as are expected`() throws {
        let (server, client) = try server(jobs: 0)
        let declared = try client.send("PUT", "/v1/topics/state", body: json("{\"cleanup\":\"compact\"}"))
        #expect(declared.status == 201, "\(declared.text)")
        func set(_ value: Int, _ expected: String) -> String {
            """
            {"publish":{"topic":"state","message":\
            {"key":"k","value":\(value),"expected_key_offset":\(expected)}}}
            """
        }
        let twice = try transact(set(1, "\"none\"") + "," + set(2, "\"none\""), client)
        #expect(twice.status == 412, "\(twice.text)")
        let chained = try transact(set(1, "\"none\"") + "," + set(2, "0"), client)
        #expect(chained.status == 200, "\(chained.text)")
        #expect(try transact(set(3, "0"), client).status == 412)
        #expect(try transact(set(3, "1"), client).status == 200)
        withExtendedLifetime(server) {}
    }

    @Test func `a schedule is cancelled with the rest, or has fired`() throws {
        let (server, client) = try server(jobs: 0)
        for name in ["reminder"] {
            let body = """
                {"at":"2999-01-01T00:00:00Z","to":{"topic":"done"},"message":{"value":9}}
                """
            let at = body
            #expect(try client.send("PUT", "/v1/schedules/\(name)", body: json(at)).status == 201)
        }
        let cancel = "{\"cancel\":{\"schedule\":\"reminder\"}}"
        let twice = try transact(cancel + "," + cancel, client)
        #expect(twice.status == 422, "\(twice.text)")
        #expect(try transact(cancel + "," + publish("done", 1), client).status == 200)
        #expect(try client.send("GET", "/v1/schedules/reminder").status == 404)
        let gone = try transact(publish("done", 2) + "," + cancel, client)
        #expect(gone.status == 404, "\(gone.text)")
        #expect(try gone.json()["failed_operation"]?.integer == 1)
        withExtendedLifetime(server) {}
    }

    @Test func `a prepared message is seen once it is committed`() throws {
        let (server, client) = try server(jobs: 0)
        let prepared = try client.send(
            "POST", "/v1/topics/done/messages?prepare=true&deadline=1h&idempotency_key=p", body: json("7"))
        #expect(prepared.status == 202, "\(prepared.text)")
        let number = try prepared.json()["transaction"]?.text ?? ""
        let again = try client.send(
            "POST", "/v1/topics/done/messages?prepare=true&deadline=1h&idempotency_key=p", body: json("7"))
        #expect(try again.json()["transaction"]?.text == number)
        let queued = try client.send(
            "POST", "/v1/queues/jobs/messages?prepare=true&delay=1h", body: json("8"))
        let second = try queued.json()["transaction"]?.text ?? ""
        try server.crashAndRestart()
        let control = server.client()
        #expect(try values(of: "done", control).isEmpty)
        let list = try control.send("GET", "/v1/transactions").json()["transactions"]?.elements ?? []
        #expect(list.compactMap { $0["transaction"]?.text } == [number, second])
        let committed = try control.send("POST", "/v1/transactions/\(number)/commit")
        #expect(committed.status == 200, "\(committed.text)")
        #expect(try committed.json()["offset"]?.integer == 0)
        #expect(try control.send("POST", "/v1/transactions/\(number)/commit").text == committed.text)
        #expect(try control.send("POST", "/v1/transactions/\(number)/rollback").status == 409)
        #expect(try values(of: "done", control) == ["7"])
        #expect(try control.send("POST", "/v1/transactions/\(second)/commit").status == 200)
        let stats = try control.send("GET", "/v1/queues/jobs/stats").json()
        #expect(["ready", "delayed"].map { stats[$0]?.integer } == [0, 1])
        let late = try control.send(
            "POST", "/v1/queues/jobs/messages?prepare=true&deadline=10s", body: json("9"))
        let third = try late.json()["transaction"]?.text ?? ""
        _ = try control.send("POST", "/v1/dev/clock:advance", body: json("{\"by\":\"11s\"}"))
        #expect(try control.send("POST", "/v1/transactions/\(third)/commit").status == 409)
        #expect(try control.send("GET", "/v1/transactions/\(third)").json()["state"]?.text == "expired")
        #expect(try control.send("POST", "/v1/transactions/99/commit").status == 404)
        #expect(try control.send("POST", "/v1/transactions/nonsense/commit").status == 404)
        #expect(
            try control.send("POST", "/v1/queues/jobs/messages?prepare=true&deadline=25h", body: json("9"))
                .status
                == 422)
    }

    @Test func `a transaction of too many operations is refused`() throws {
        let (server, client) = try server(jobs: 0)
        func many(_ count: Int) -> String {
            (0..<count).map { publish("done", $0) }.joined(separator: ",")
        }
        let over = try transact(many(1_001), client)
        #expect(over.status == 422, "\(over.text)")
        #expect(try over.json()["limit"]?.integer == 1_000)
        #expect(try transact("", client).status == 400)
        let full = try transact(many(1_000), client)
        #expect(full.status == 200)
        #expect(try full.json()["results"]?[999]?["publish"]?["offset"]?.integer == 999)
        withExtendedLifetime(server) {}
    }
}
