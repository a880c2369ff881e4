import Glibc
import Reactor
import TestSupport
import Testing

/// Consume, transform and produce in one transaction, with a server that is killed now and then.
@Suite(.serialized) struct ExactlyOnceTests {
    private static let jobs = 300
    private static let kills = 5

    @Test func `of each job there is exactly one result, whoever dies`() throws {
        let server = try LiveServer()
        let control = server.client()
        #expect(
            try control.send("PUT", "/v1/topics/results", body: Array(#"{"partitions":3}"#.utf8)).status
                == 201)
        #expect(try control.send("PUT", "/v1/queues/next").status == 201)
        // What comes of a job goes through an exchange as well, to a queue and a topic.
        #expect(try control.send("PUT", "/v1/queues/routed").status == 201)
        for (path, body) in [
            ("topics/log", #"{"partitions":2}"#), ("exchanges/made", #"{"type":"topic"}"#),
            ("exchanges/made/bindings/queue", #"{"to":{"queue":"routed"},"routing_key":"job.*"}"#),
            ("exchanges/made/bindings/log", ##"{"to":{"topic":"log"},"routing_key":"#"}"##),
        ] {
            #expect(try control.send("PUT", "/v1/" + path, body: Array(body.utf8)).status == 201)
        }
        #expect(
            try control.send("PUT", "/v1/queues/jobs", body: Array(#"{"lease":"2s"}"#.utf8)).status == 201)
        let items = (0..<Self.jobs).map { "{\"value\":\($0)}" }.joined(separator: ",")
        #expect(
            try control.send("POST", "/v1/queues/jobs/messages:batch", body: Array("[\(items)]".utf8)).status
                == 201)
        let meeting = Meeting(server.current.origin)
        let threads = try (0..<3).map { number in
            try Thread(name: "worker-\(number)") {
                Transformer(meeting: meeting, number: number).run()
            }
        }
        for round in 1...Self.kills {
            while meeting.answered < Self.jobs * round / (Self.kills + 1) { poll(nil, 0, 1) }
            server.process.signal(SIGKILL)
            try server.restart()
            meeting.move(to: server.current.origin)
        }
        for thread in threads { thread.join() }
        #expect(meeting.surprises == [])
        try server.crashAndRestart()
        try expectOnce(server.client())
    }

    private func expectOnce(_ client: CurlClient) throws {
        let expected = (0..<Self.jobs).map { $0 * 10 }
        for topic in ["results", "log"] {
            let read = try client.send("GET", "/v1/topics/\(topic)/messages?from=earliest&max=1000").json()
            let values = (read["messages"]?.elements ?? []).compactMap { $0["value"]?.integer }
            #expect(values.sorted() == expected, "\(topic)")
        }
        for queue in ["next", "routed"] {
            let next = try client.send("POST", "/v1/queues/\(queue)/receive?max=1000").json()
            let values = (next["messages"]?.elements ?? []).compactMap { $0["value"]?.integer }
            #expect(values.sorted() == expected, "\(queue)")
        }
        let stats = try client.send("GET", "/v1/queues/jobs/stats").json()
        #expect(stats["ready"]?.integer == 0 && stats["leased"]?.integer == 0)
    }
}

/// A worker that takes a job, and acks it in the transaction that publishes what comes of it.
private struct Transformer {
    let meeting: Meeting
    let number: Int

    func run() {
        var origin = meeting.origin
        var client = CurlClient(origin)
        for round in 0..<20_000 {
            if origin != meeting.origin {
                origin = meeting.origin
                client = CurlClient(origin)
            }
            guard
                let taken = try? client.send(
                    "POST", "/v1/queues/jobs/receive?max=\(1 + round % 4)&wait=200ms", seconds: 5),
                taken.status == 200, let messages = try? taken.json()["messages"]?.elements
            else {
                poll(nil, 0, 10)
                continue
            }
            for message in messages { transform(message, client) }
            if messages.isEmpty, isIdle(client) { return }
        }
        meeting.surprise("worker \(number) never came to an end")
    }

    /// Whether nothing is left, as far as the server can be asked.
    private func isIdle(_ client: CurlClient) -> Bool {
        guard let stats = try? client.send("GET", "/v1/queues/jobs/stats", seconds: 5).json() else {
            return false
        }
        return stats["ready"]?.integer == 0 && stats["leased"]?.integer == 0
    }

    private func transform(_ message: JSONTree, _ client: CurlClient) {
        guard let job = message["value"]?.integer, let lease = message["lease"]?.text else {
            return meeting.surprise("no job: \(message)")
        }
        let body = """
            {"operations":[
            {"publish":{"topic":"results","message":{"key":"\(job % 7)","value":\(job * 10)}}},
            {"publish":{"queue":"next","message":{"value":\(job * 10)}}},
            {"publish":{"exchange":"made","routing_key":"job.\(job % 5)","mandatory":true,
             "message":{"value":\(job * 10)}}},
            {"settle":{"queue":"jobs","ack":["\(lease)"]}}]}
            """
        // An answer that is lost leaves the job: the lease tells whoever has it next.
        for _ in 0..<2 {
            guard
                let answer = try? client.send(
                    "POST", "/v1/transactions", body: Array(body.utf8), seconds: 5)
            else { return }
            switch answer.status {
            case 200: meeting.note(replayed: false)
            case 409:
                let code = (try? answer.json())?["code"]?.text ?? ""
                if !["lease_lost", "lease_settled"].contains(code) { meeting.surprise(answer.text) }
                return
            case 503: return
            default: return meeting.surprise("\(answer.status) \(answer.text)")
            }
        }
    }
}
