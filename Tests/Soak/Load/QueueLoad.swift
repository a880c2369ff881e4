import Glibc
import TestSupport

/// The one publisher and consumer of some queues.
struct QueueLoad {
    let ledger: Ledger
    let client: Client
    var accounts: [QueueAccount]
    var random: SplitMix64

    init(_ ledger: Ledger, _ indices: [Int], seed: UInt64) {
        self.ledger = ledger
        client = Client(ledger)
        accounts = indices.map(QueueAccount.init)
        random = SplitMix64(seed: seed)
    }

    mutating func run() -> [QueueAccount] {
        for account in accounts {
            let answer = client.until("PUT", "/v1/queues/\(account.name)", #"{"lease":"3s"}"#)
            if answer.status != 201, answer.status != 200 {
                ledger.fail("declaring \(account.name): \(answer.status) \(answer.text)")
            }
        }
        while !ledger.isStopping {
            let index = Int.random(in: 0..<accounts.count, using: &random)
            switch Int.random(in: 0..<200, using: &random) {
            case 0..<60: publish(index, count: Int.random(in: 1...60, using: &random))
            case 60..<199: receive(index)
            default: purge(index)
            }
            usleep(4_000)
        }
        return accounts
    }

    private mutating func publish(_ index: Int, count: Int) {
        let first = accounts[index].end
        var body = ""
        for offset in first..<first + count { body += "{\"value\":\(Body.value(offset, &random))}\n" }
        let target = "/v1/queues/\(accounts[index].name)/messages:batch"
        guard let answer = client.once("POST", target, body, type: "application/x-ndjson") else {
            return recover(index, doubtful: count)
        }
        guard answer.status == 201 else { return refused(answer, "publish to \(accounts[index].name)") }
        var scan = Scan(answer.body)
        let landed = scan.number(behind: "\"first_offset\":")
        if landed != first { ledger.fail("\(accounts[index].name): \(landed ?? -1) instead of \(first)") }
        accounts[index].end = first + count
        ledger.count { $0.published += count }
    }

    /// After a publish without an answer: a marker's offset tells whether it was stored.
    private mutating func recover(_ index: Int, doubtful count: Int) {
        // A marker that goes unanswered may be stored as well, so the next one may come later by those.
        var markers = 0
        while true {
            let answer = client.once(
                "POST", "/v1/queues/\(accounts[index].name)/messages", #"{"marker":true}"#)
            markers += 1
            if let answer, answer.status == 201 {
                var scan = Scan(answer.body)
                let offset = scan.number(behind: "\"offset\":") ?? -1
                let first = accounts[index].end
                let isStored = offset >= first + count
                let least = isStored ? first + count : first
                if offset < least || offset >= least + markers {
                    ledger.fail("\(accounts[index].name): a marker at \(offset) after \(first) and \(count)")
                }
                accounts[index].end = offset + 1
                return
            }
            if let answer, ![429, 503, 507].contains(answer.status) { markers -= 1 }
            usleep(50_000)
        }
    }

    private mutating func receive(_ index: Int) {
        let name = accounts[index].name
        let most = Int.random(in: 1...100, using: &random)
        guard let answer = client.once("POST", "/v1/queues/\(name)/receive", #"{"max":\#(most)}"#) else {
            return
        }
        guard answer.status == 200 else { return refused(answer, "receive from \(name)") }
        var held: [(offset: Int, lease: String)] = []
        for message in Messages.read(answer.body) {
            ledger.check(accounts[index].receive(message.offset, number: message.number))
            held.append((message.offset, message.lease))
        }
        ledger.count { [count = held.count] in $0.received += count }
        // Some leases are left to expire, as those of a worker that dies.
        if held.isEmpty || Int.random(in: 0..<25, using: &random) == 0 { return }
        settle(index, held)
    }

    private mutating func settle(_ index: Int, _ held: [(offset: Int, lease: String)]) {
        var (acks, nacks): ([(offset: Int, lease: String)], [String]) = ([], [])
        for one in held {
            if Int.random(in: 0..<12, using: &random) == 0 {
                nacks.append(one.lease)
            } else {
                acks.append(one)
            }
        }
        func list(_ leases: [String]) -> String { leases.map { "\"\($0)\"" }.joined(separator: ",") }
        let body = "{\"ack\":[\(list(acks.map(\.lease)))],\"nack\":[\(list(nacks))]}"
        let target = "/v1/queues/\(accounts[index].name)/settle"
        guard let answer = client.once("POST", target, body) else {
            for one in acks { accounts[index].doubtful.insert(one.offset) }
            return
        }
        guard [200, 207, 409].contains(answer.status) else {
            return refused(answer, "settle of \(accounts[index].name)")
        }
        let results = Messages.results(of: answer.body, acks: acks.count)
        if results.count != acks.count { ledger.fail("settle: \(results.count) results for \(acks.count)") }
        var count = 0
        for (one, result) in zip(acks, results) where result == "acked" || result == "already_acked" {
            accounts[index].settled.insert(one.offset)
            count += 1
        }
        ledger.count { [count] in $0.acked += count }
    }

    private mutating func purge(_ index: Int) {
        let end = accounts[index].end
        guard let answer = client.once("DELETE", "/v1/queues/\(accounts[index].name)/messages") else {
            for gap in accounts[index].settled.gaps(in: 0..<end) { accounts[index].doubtful.insert(gap) }
            return
        }
        guard answer.status == 200 else { return refused(answer, "purge of \(accounts[index].name)") }
        accounts[index].settled.insert(0..<end)
        accounts[index].doubtful = OffsetSet()
    }

    private func refused(_ answer: Answer, _ what: String) {
        ledger.count { $0.refused += 1 }
        if ![429, 503, 507].contains(answer.status) {
            ledger.fail("\(what): \(answer.status) \(answer.text)")
        }
        usleep(100_000)
    }
}
