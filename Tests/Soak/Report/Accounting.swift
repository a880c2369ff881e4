import Glibc

/// Accounts for every message at the end: what was acknowledged is there, what was settled is gone.
struct Accounting {
    let ledger: Ledger
    let client: Client

    init(_ ledger: Ledger) {
        self.ledger = ledger
        client = Client(ledger)
    }

    /// Reads a topic from its beginning to its end; the lines that were there.
    func account(for topic: TopicAccount) -> Int {
        var found = OffsetSet()
        var lines = 0
        for partition in topic.next.indices {
            let from = topic.kind == .compacted ? 0 : topic.required(partition)
            var reader = PartitionReader(topic, partition, from: from)
            let end = end(of: topic, partition)
            while reader.next < end {
                let answer = client.until("GET", reader.target(max: 50_000), accept: "application/x-ndjson")
                let before = reader.next
                if answer.status != 200 { ledger.fail("\(topic.name): \(answer.status) \(answer.text)") }
                if let wrong = reader.take(answer.body) {
                    ledger.fail(wrong)
                    break
                }
                if reader.next == before { break }
            }
            ledger.check(reader.missing(before: end))
            lines += reader.lines
            for range in reader.numbers.ranges {
                for gap in found.gaps(in: range) { found.insert(gap) }
            }
        }
        if topic.kind == .routed {
            for gap in found.gaps(in: 0..<topic.numbers)
            where gap.contains(where: { !topic.doubtful.contains($0) }) {
                ledger.fail("\(topic.name) has lost \(gap)")
            }
        }
        return lines
    }

    private func end(of topic: TopicAccount, _ partition: Int) -> Int {
        let answer = client.until("GET", "/v1/topics/\(topic.name)/offsets")
        var scan = Scan(answer.body)
        var end = 0
        for _ in 0...partition { end = scan.number(behind: "\"latest\":") ?? -1 }
        if topic.kind == .routed { return end }
        if end < topic.sure[partition] || end > max(topic.next[partition], topic.possible[partition]) {
            ledger.fail("\(topic.name)/\(partition) ends at \(end), not \(topic.next[partition])")
        }
        return end
    }

    /// Receives and acks what is left of a queue; how many that were.
    func drain(_ queue: QueueAccount) -> Int {
        var queue = queue
        var count = 0
        var rest = 0
        while rest < 3 {
            let answer = client.until(
                "POST", "/v1/queues/\(queue.name)/receive", #"{"max":1000,"lease":"1m"}"#)
            let messages = Messages.read(answer.body)
            // Leases that were left behind end within 3 s.
            if messages.isEmpty {
                if queue.remaining == 0 { break }
                rest += 1
                usleep(1_500_000)
                continue
            }
            for message in messages { ledger.check(queue.receive(message.offset, number: message.number)) }
            let leases = messages.map { "\"\($0.lease)\"" }.joined(separator: ",")
            let settled = client.until("POST", "/v1/queues/\(queue.name)/settle", "{\"ack\":[\(leases)]}")
            if settled.status != 200 { ledger.fail("\(queue.name): \(settled.status) \(settled.text)") }
            for message in messages { queue.settled.insert(message.offset) }
            count += messages.count
        }
        if queue.remaining > 0 { ledger.fail("\(queue.name) has lost \(queue.remaining) messages") }
        return count
    }
}
