import TestSupport

/// Workers of a queue that die at random and repeat a tenth of their requests, as if the answer had been lost.
struct QueueWorkers: Sendable {
    let origin: String
    let ledger: QueueLedger
    let seed: UInt64
    /// Messages known to be settled at which they stop.
    let enough: Int

    /// One worker after the other under a name, until enough is settled or the server is gone.
    func run(_ index: Int) {
        var random = SplitMix64(seed: seed &* 64 &+ UInt64(index))
        let client = CurlClient(origin)
        while let (lease, value) = ledger.nextDoubtful() {
            guard ack(lease, value, client, &random) else { return }
        }
        for turn in 0..<2_000 {
            let book = ledger.now
            if book.settled.count + book.rejected.count >= enough || !book.surprises.isEmpty { return }
            let attempt = "w\(index)-\(seed)-\(turn)"
            let body = #"{"max":\#(random.next() % 4 + 1),"wait":"200ms","attempt":"\#(attempt)"}"#
            guard
                let answer = send("POST", "/v1/queues/q/receive", body, client, &random, visit: { _ in }),
                let messages = try? answer.json()["messages"]?.elements
            else { return }
            if messages.isEmpty, isEmpty(client) { return }
            ledger.received(messages.compactMap { $0["value"]?.integer })
            for message in messages {
                guard let lease = message["lease"]?.text, let value = message["value"]?.integer else {
                    return ledger.write { $0.surprises.append("receive: \(answer.text)") }
                }
                guard settle(lease, value, client, &random) else { return }
            }
        }
        ledger.write { $0.surprises.append("worker \(index) never came to an end") }
    }

    /// Whether the queue holds nothing any more: an answer to a reject may have been lost.
    private func isEmpty(_ client: CurlClient) -> Bool {
        guard let stats = try? client.send("GET", "/v1/queues/q/stats").json() else { return true }
        return ["ready", "leased", "delayed", "dying"].allSatisfy { stats[$0]?.integer == 0 }
    }

    /// Acks mostly; now and then the worker dies over a message. False when the server is gone.
    private func settle(
        _ lease: String, _ value: Int, _ client: CurlClient, _ random: inout SplitMix64
    ) -> Bool {
        let path = "/v1/queues/q/leases/\(lease)"
        switch random.next() % 20 {
        case 0, 1: return true
        case 2, 3:
            return send("POST", path + "/nack", nil, client, &random) { ledger.handedBack(value, $0) } != nil
        case 4:
            return send("POST", path + "/reject", nil, client, &random) { ledger.handedBack(value, $0) }
                != nil
        default: return ack(lease, value, client, &random)
        }
    }

    private func ack(
        _ lease: String, _ value: Int, _ client: CurlClient, _ random: inout SplitMix64
    ) -> Bool {
        let path = "/v1/queues/q/leases/\(lease)"
        if send("DELETE", path, nil, client, &random, visit: { ledger.acked(value, $0) }) != nil {
            return true
        }
        ledger.write { $0.doubtful.append((lease, value)) }
        return false
    }

    /// Sends a request, now and then twice; every answer is shown to `visit`, the last one is given.
    private func send(
        _ method: String, _ path: String, _ body: String?, _ client: CurlClient,
        _ random: inout SplitMix64, visit: (CurlClient.Answer) -> Void
    ) -> CurlClient.Answer? {
        let bytes = body.map { Array($0.utf8) } ?? (method == "POST" ? [] : nil)
        var last: CurlClient.Answer?
        for _ in 0..<(random.next() % 10 == 0 ? 2 : 1) {
            guard let answer = try? client.send(method, path, body: bytes) else { return nil }
            visit(answer)
            last = answer
        }
        return last
    }
}
