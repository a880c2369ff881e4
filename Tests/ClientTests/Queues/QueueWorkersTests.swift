import Glibc
import Reactor
import TestSupport
import Testing

/// The promise of queues: every message is settled once or lies in the dead letters, whoever dies.
@Suite(.serialized) struct QueueWorkersTests {
    private static let workers = 50
    private static let messages = 400
    private static let kills = 3

    @Test func `with workers that die and a server that is killed, each message is settled once`() throws {
        let book = try run(#"{"lease":"1s","max_deliveries":100}"#)
        #expect(book.received.count == QueueLedger.groups)
    }

    @Test func `the order within groups is kept meanwhile, where it is asked for`() throws {
        // Long enough that no worker is slower than its lease: what it got before would be told too late.
        let book = try run(#"{"lease":"3s","max_deliveries":100,"ordered_by":"group"}"#)
        for group in 0..<QueueLedger.groups {
            let values = book.received[group] ?? []
            #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }, "\(values)")
        }
    }

    /// Lets workers take all messages of a queue while the server is killed now and then.
    private func run(_ settings: String) throws -> QueueLedger.Book {
        let server = try LiveServer(["--dev"])
        let control = server.client()
        #expect(try control.send("PUT", "/v1/queues/q", body: Array(settings.utf8)).status == 201)
        let batch = (0..<Self.messages).map {
            "{\"value\":\($0),\"group\":\"\($0 % QueueLedger.groups)\"}\n"
        }.joined()
        let stored = try control.send(
            "POST", "/v1/queues/q/messages:batch", body: Array(batch.utf8),
            fields: ["Content-Type: application/x-ndjson"])
        #expect(stored.status == 201)
        let ledger = QueueLedger()
        for round in 0...Self.kills {
            let isLast = round == Self.kills
            let mark = isLast ? Self.messages : Self.messages / 5 * (round + 1)
            let workers = QueueWorkers(
                origin: server.current.origin, ledger: ledger, seed: UInt64(round), enough: Self.messages)
            let threads = try (0..<Self.workers).map { index in
                try Thread(name: "worker-\(index)") { workers.run(index) }
            }
            if !isLast {
                while settledCount(ledger) < mark, ledger.now.surprises.isEmpty { poll(nil, 0, 2) }
                server.process.signal(SIGKILL)
            }
            for thread in threads { thread.join() }
            #expect(ledger.now.surprises == [], "round \(round)")
            if !isLast { try server.restart() }
        }
        try expectEverything(ledger.now, server.client())
        return ledger.now
    }

    private func settledCount(_ ledger: QueueLedger) -> Int {
        let book = ledger.now
        return book.settled.count + book.rejected.count
    }

    /// No message has two settles answered `acked`, and each is settled or a dead letter, never both.
    private func expectEverything(_ book: QueueLedger.Book, _ client: CurlClient) throws {
        #expect(book.acks.values.allSatisfy { $0 == 1 })
        var buried: Set<Int> = []
        while true {
            let answer = try client.send(
                "POST", "/v1/queues/q.dlq/receive", body: Array(#"{"max":100,"wait":"2s"}"#.utf8))
            let messages = try answer.json()["messages"]?.elements ?? []
            if messages.isEmpty { break }
            for message in messages {
                let value = try #require(message["value"]?.integer)
                #expect(buried.insert(value).inserted, "\(value) died twice")
            }
        }
        #expect(buried.isSuperset(of: book.rejected))
        #expect(buried.isDisjoint(with: book.settled))
        // A reject whose answer was lost is known by the dead letter alone.
        #expect(buried.union(book.settled) == Set(0..<Self.messages))
    }
}
