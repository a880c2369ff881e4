import Glibc
import Reactor
import TestSupport
import Testing

/// Clients that repeat their requests at random, with a server that is killed now and then.
@Suite(.serialized) struct RepeatTests {
    private static let requests = 150
    private static let kills = 6

    @Test func `whoever repeats requests at random ends with each message exactly once`() throws {
        let server = try LiveServer()
        let control = server.client()
        #expect(try control.send("PUT", "/v1/topics/t", body: Array(#"{"partitions":4}"#.utf8)).status == 201)
        #expect(try control.send("PUT", "/v1/topics/p").status == 201)
        #expect(try control.send("PUT", "/v1/queues/q").status == 201)
        let meeting = Meeting(server.current.origin)
        let threads = try clients(meeting)
        let all = threads.count * Self.requests
        for round in 1...Self.kills {
            // Killed at the next answer behind so many: most likely with others on their way.
            while meeting.answered < all * round / (Self.kills + 1) { poll(nil, 0, 1) }
            server.process.signal(SIGKILL)
            try server.restart()
            if round.isMultiple(of: 2) {
                #expect(try server.client().send("POST", "/v1/checkpoints").status == 201)
            }
            meeting.move(to: server.current.origin)
        }
        for thread in threads { thread.join() }
        #expect(meeting.surprises == [])
        #expect(meeting.replayed >= Self.requests)
        try server.crashAndRestart()
        try expectOnce(server.client())
    }

    /// Each request says with a text which one it is; a batch has five messages.
    private func clients(_ meeting: Meeting) throws -> [Thread] {
        try [
            start("keyed", meeting, reach: 100) { number in
                .init(
                    target: "/v1/topics/t/messages?key=k\(number % 7)", body: Array("keyed-\(number)".utf8),
                    fields: ["Content-Type: text/plain", "Idempotency-Key: one-\(number)"])
            },
            start("spread", meeting, reach: 100) { number in
                let items = (0..<5).map { #"{"key":"k\#(number + $0)","text":"spread-\#(number).\#($0)"}"# }
                return .init(
                    target: "/v1/topics/t/messages:batch?results=each&idempotency_key=many-\(number)",
                    body: Array("[\(items.joined(separator: ","))]".utf8),
                    fields: ["Content-Type: application/json"])
            },
            start("numbered", meeting, reach: 8) { number in
                .init(
                    target: "/v1/topics/p/messages", body: Array("numbered-\(number)".utf8),
                    fields: [
                        "Content-Type: text/plain", "Producer-Id: till", "Producer-Epoch: 3",
                        "Producer-Seq: \(number + 17)",
                    ])
            },
            start("queued", meeting, reach: 100) { number in
                .init(
                    target: "/v1/queues/q/messages", body: Array("queued-\(number)".utf8),
                    fields: ["Content-Type: text/plain", "Idempotency-Key: q-\(number)"])
            },
            start("lines", meeting, reach: 8) { number in
                let lines = (0..<5).map { #"{"text":"lines-\#(number).\#($0)"}"# + "\n" }
                return .init(
                    target: "/v1/queues/q/messages:batch?producer_id=w&producer_seq=\(number)&results=each",
                    body: Array(lines.joined().utf8), fields: ["Content-Type: application/x-ndjson"])
            },
        ]
    }

    private func start(
        _ name: String, _ meeting: Meeting, reach: Int,
        _ request: @escaping @Sendable (Int) -> StubbornClient.Request
    ) throws -> Thread {
        try Thread(name: name) {
            var client = StubbornClient(meeting, seed: UInt64(name.utf8.count * 7))
            for number in 0..<Self.requests { client.publish(request(number), reach: reach) }
        }
    }

    private func expectOnce(_ client: CurlClient) throws {
        let topic = try texts(of: "t", partitions: 4, client)
        let singles = (0..<Self.requests).map { "keyed-\($0)" }
        let batches = (0..<Self.requests).flatMap { number in (0..<5).map { "spread-\(number).\($0)" } }
        #expect(topic.sorted() == (singles + batches).sorted())
        #expect(
            try texts(of: "p", partitions: 1, client) == (0..<Self.requests).map { "numbered-\($0)" })
        var queued: [String] = []
        while true {
            let answer = try client.send("POST", "/v1/queues/q/receive", body: Array(#"{"max":500}"#.utf8))
            let messages = try answer.json()["messages"]?.elements ?? []
            if messages.isEmpty { break }
            queued += messages.compactMap { $0["text"]?.text }
        }
        let lines = (0..<Self.requests).flatMap { number in (0..<5).map { "lines-\(number).\($0)" } }
        #expect(queued.sorted() == ((0..<Self.requests).map { "queued-\($0)" } + lines).sorted())
        #expect(queued.filter { $0.hasPrefix("lines") } == lines)
    }

    private func texts(of topic: String, partitions: Int, _ client: CurlClient) throws -> [String] {
        var texts: [String] = []
        for partition in 0..<partitions {
            let answer = try client.send(
                "GET", "/v1/topics/\(topic)/messages?partition=\(partition)&max=10000",
                fields: ["Accept: application/x-ndjson"])
            #expect(answer["martlet-up-to-date"] == "true")
            texts += try answer.lines().compactMap { try JSONTree($0)["text"]?.text }
        }
        return texts
    }
}
