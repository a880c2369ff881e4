import Glibc
import Reactor
import TestSupport
import Testing

/// The promise itself: kill the process under load, again and again, and miss nothing.
@Suite(.serialized) struct KillTests {
    static let rounds = 20

    @Test func `nothing acknowledged is lost when the process is killed under load`() throws {
        let server = try LiveServer(["--dev"])
        let ledger = Ledger()
        var random = SplitMix64(seed: 7)
        let control = server.client()
        #expect(try control.send("PUT", "/v1/topics/t", body: Array(#"{"partitions":3}"#.utf8)).status == 201)
        #expect(try control.send("PUT", "/v1/queues/q", body: Array(#"{"lease":"10m"}"#.utf8)).status == 201)
        var checked = 0
        for round in 0..<Self.rounds {
            let process = server.process
            ledger.after(50 + Int(random.next() % 300)) { process.signal(SIGKILL) }
            let workers = LoadWorkers(origin: server.current.origin, ledger: ledger, seed: UInt64(round))
            for thread in try workers.start() { thread.join() }
            #expect(process.waitForExit() == .signal(SIGKILL), "round \(round)")
            try server.restart()
            let book = ledger.now
            #expect(book.surprises == [])
            try expectStored(book.stored[checked...], server.client(), round)
            checked = book.stored.count
            try expectShown(book, server.client())
        }
        try expectStored(ledger.now.stored[...], server.client(), Self.rounds)
        for partition in 0..<3 { try expectGapless(partition, server.client()) }
        try expectQueue(ledger.now, server.client())
        #expect(checked >= 50 * Self.rounds)
    }

    /// Each acknowledged message is there, byte for byte.
    private func expectStored(_ stored: ArraySlice<Ledger.Stored>, _ client: CurlClient, _ round: Int) throws
    {
        for message in stored {
            let place = "/v1/topics/t/partitions/\(message.partition)/messages/\(message.offset)"
            let answer = try client.send("GET", place + "?raw=true")
            if answer.status != 200 || answer.body != message.body {
                Issue.record("round \(round): \(place): \(answer.status), \(answer.body.count) bytes")
            }
        }
    }

    /// What a reader has seen is still there, in the same place and with the same bytes.
    private func expectShown(_ book: Ledger.Book, _ client: CurlClient) throws {
        for (partition, lines) in book.shown {
            let held = try allLines(partition, client)
            for (offset, line) in lines where !held.indices.contains(offset) || held[offset] != line {
                Issue.record("partition \(partition): offset \(offset) was shown and is gone or changed")
            }
        }
    }

    /// Offsets count from 0 without a gap.
    private func expectGapless(_ partition: Int, _ client: CurlClient) throws {
        for (index, line) in try allLines(partition, client).enumerated() {
            let offset = try JSONTree(line)["offset"]?.integer
            try #require(offset == index, "partition \(partition): line \(index)")
        }
    }

    /// A message is either acked or still delivered, once; an acked one never again.
    private func expectQueue(_ book: Ledger.Book, _ client: CurlClient) throws {
        // Every lease that a killed consumer held ends.
        #expect(
            try client.send("POST", "/v1/dev/clock:advance", body: Array(#"{"by":"1h"}"#.utf8)).status == 200)
        var delivered: Set<String> = []
        while true {
            let answer = try client.send("POST", "/v1/queues/q/receive", body: Array(#"{"max":100}"#.utf8))
            let messages = try answer.json()["messages"]?.elements ?? []
            if messages.isEmpty { break }
            for message in messages {
                let text = try #require(message["text"]?.text)
                #expect(delivered.insert(text).inserted, "\(text) came twice")
            }
        }
        #expect(delivered.isDisjoint(with: book.acked))
        #expect(book.queued.subtracting(delivered).subtracting(book.acked).subtracting(book.doubtful) == [])
    }

    private func allLines(_ partition: Int, _ client: CurlClient) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        while true {
            let answer = try client.send(
                "GET", "/v1/topics/t/messages?partition=\(partition)&from=offset:\(lines.count)",
                fields: ["Accept: application/x-ndjson"])
            #expect(answer.status == 200, "\(answer.text)")
            let more = answer.lines()
            if more.isEmpty || answer.status != 200 { return lines }
            lines += more
        }
    }
}
