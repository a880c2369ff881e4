import Reactor
import TestSupport

/// Clients that press a server until it dies, and write down what it promised.
struct LoadWorkers: Sendable {
    let origin: String
    let ledger: Ledger
    let seed: UInt64

    /// Starts them all.
    func start() throws -> [Thread] {
        try [
            Thread(name: "single-0") { single(0) }, Thread(name: "single-1") { single(1) },
            Thread(name: "batch") { batch() }, Thread(name: "queue") { enqueue() },
            Thread(name: "consume") { consume() }, Thread(name: "read") { read() },
        ]
    }

    /// Publishes one body after the other to one partition.
    private func single(_ partition: Int) {
        var random = SplitMix64(seed: seed &* 31 &+ UInt64(partition))
        let client = CurlClient(origin)
        let target = "/v1/topics/t/messages?partition=\(partition)"
        while true {
            let body = Bodies.any(&random)
            guard let answer = try? client.send("POST", target, body: body.bytes, fields: body.fields) else {
                return
            }
            guard answer.status == 201, let offset = try? answer.json()["offset"]?.integer else {
                return ledger.write { $0.surprises.append("single: \(answer.status) \(answer.text)") }
            }
            ledger.write(acknowledged: 1) {
                $0.stored.append(.init(partition: partition, offset: offset, body: body.bytes))
            }
        }
    }

    /// Publishes batches of lines to one partition.
    private func batch() {
        let client = CurlClient(origin)
        var number = 0
        while true {
            let lines = (0..<20).map { "line \(seed)-\(number)-\($0)" }
            number += 1
            let body = Array((lines.joined(separator: "\n") + "\n").utf8)
            guard
                let answer = try? client.send(
                    "POST", "/v1/topics/t/messages:batch?partition=2", body: body,
                    fields: ["Content-Type: text/plain"])
            else { return }
            guard answer.status == 201,
                let first = try? answer.json()["partitions"]?[0]?["first_offset"]?.integer
            else { return ledger.write { $0.surprises.append("batch: \(answer.status) \(answer.text)") } }
            ledger.write(acknowledged: lines.count) { book in
                for (index, line) in lines.enumerated() {
                    book.stored.append(.init(partition: 2, offset: first + index, body: Array(line.utf8)))
                }
            }
        }
    }

    /// Publishes to the queue.
    private func enqueue() {
        let client = CurlClient(origin)
        var number = 0
        while true {
            let text = "job \(seed)-\(number)"
            number += 1
            guard
                let answer = try? client.send(
                    "POST", "/v1/queues/q/messages", body: Array(text.utf8),
                    fields: ["Content-Type: text/plain"])
            else { return }
            guard answer.status == 201 else {
                return ledger.write { $0.surprises.append("queue: \(answer.status) \(answer.text)") }
            }
            ledger.write(acknowledged: 1) { $0.queued.insert(text) }
        }
    }

    /// Receives and acks every other batch of the queue's messages.
    private func consume() {
        let client = CurlClient(origin)
        var turn = 0
        while let answer = try? client.send(
            "POST", "/v1/queues/q/receive", body: Array(#"{"max":5,"wait":"1s"}"#.utf8)), answer.status == 200
        {
            let messages = (try? answer.json()["messages"]?.elements) ?? []
            turn += 1
            if turn.isMultiple(of: 2) || messages.isEmpty { continue }
            let leases = messages.compactMap { $0["lease"]?.text }
            let texts = Set(messages.compactMap { $0["text"]?.text })
            ledger.write { $0.doubtful.formUnion(texts) }
            let body = "{\"ack\":[\(leases.map { "\"\($0)\"" }.joined(separator: ","))]}"
            guard let settled = try? client.send("POST", "/v1/queues/q/settle", body: Array(body.utf8)) else {
                return
            }
            guard settled.status == 200 else {
                return ledger.write { $0.surprises.append("settle: \(settled.status) \(settled.text)") }
            }
            ledger.write { book in
                book.doubtful.subtract(texts)
                book.acked.formUnion(texts)
            }
        }
    }

    /// Follows partition 2 and writes down what it was shown.
    private func read() {
        let client = CurlClient(origin)
        var next = "latest"
        while let answer = try? client.send(
            "GET", "/v1/topics/t/messages?partition=2&wait=1s&from=\(next)",
            fields: ["Accept: application/x-ndjson"]), answer.status == 200
        {
            next = answer["martlet-next"] ?? next
            let lines = answer.lines()
            ledger.write { book in
                for line in lines {
                    guard let offset = try? JSONTree(line)["offset"]?.integer else { continue }
                    book.shown[2, default: [:]][offset] = line
                }
            }
        }
    }
}
