import Glibc
import TestSupport

/// The one publisher, and a reader, of some topics.
struct TopicLoad {
    let ledger: Ledger
    let client: Client
    var accounts: [TopicAccount]
    var random: SplitMix64

    init(_ ledger: Ledger, _ indices: [Int], seed: UInt64) {
        self.ledger = ledger
        client = Client(ledger)
        accounts = indices.map(TopicAccount.init)
        random = SplitMix64(seed: seed)
    }

    mutating func run() -> [TopicAccount] {
        for account in accounts { declare(account) }
        while !ledger.isStopping {
            let index = Int.random(in: 0..<accounts.count, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8: publish(index, count: 1)
            case 8..<16: publish(index, count: Int.random(in: 2...120, using: &random))
            case 16..<19: read(index)
            default: truncate(index)
            }
            usleep(4_000)
        }
        return accounts
    }

    private func declare(_ account: TopicAccount) {
        let answer = client.until("PUT", "/v1/topics/\(account.name)", account.declaration)
        if answer.status != 201, answer.status != 200 {
            ledger.fail("declaring \(account.name): \(answer.status) \(answer.text)")
        }
    }

    // MARK: publishing

    private mutating func publish(_ index: Int, count: Int) {
        let account = accounts[index]
        if account.kind == .routed { return publishRouted(index, count: count) }
        let partition = Int.random(in: 0..<account.next.count, using: &random)
        let first = account.next[partition]
        let isKeyed = account.kind == .compacted || Int.random(in: 0..<2, using: &random) == 0
        let isHasty = account.kind == .hasty && Int.random(in: 0..<3, using: &random) == 0
        var target = "/v1/topics/\(account.name)/messages"
        var body = ""
        let ack = isHasty ? "&ack=none" : ""
        if count == 1 {
            let key = isKeyed ? "&key=k\(TopicAccount.key(at: first))" : ""
            target += "?partition=\(partition)\(key)\(ack)"
            body = Body.value(first, &random)
        } else {
            target += ":batch?partition=\(partition)\(ack)"
            for offset in first..<first + count {
                let key = isKeyed ? #""key":"k\#(TopicAccount.key(at: offset))","# : ""
                body += "{\(key)\"value\":\(Body.value(offset, &random))}\n"
            }
        }
        let type = count == 1 ? "application/json" : "application/x-ndjson"
        accounts[index].possible[partition] = max(account.possible[partition], first + count)
        guard let answer = client.once("POST", target, body, type: type) else { return recover() }
        switch answer.status {
        case 201, 202:
            var scan = Scan(answer.body)
            let landed =
                count == 1 ? scan.number(behind: "\"offset\":") : scan.number(behind: "\"first_offset\":")
            if landed != first {
                ledger.fail("\(account.name)/\(partition): \(landed ?? -1) instead of \(first)")
            }
            accounts[index].next[partition] = first + count
            if answer.status == 201 { accounts[index].sure[partition] = first + count }
            ledger.count { $0.published += count }
        default: refused(answer, "publish to \(account.name)")
        }
    }

    private mutating func publishRouted(_ index: Int, count: Int) {
        let first = accounts[index].numbers
        accounts[index].numbers += count
        var body = ""
        for number in first..<first + count {
            body += "{\"key\":\"r\(number % 97)\",\"value\":\(Body.value(number, &random))}\n"
        }
        let target = "/v1/topics/\(accounts[index].name)/messages:batch"
        let answer = client.once("POST", target, body, type: "application/x-ndjson")
        if answer?.status == 201 { return ledger.count { $0.published += count } }
        accounts[index].doubtful.insert(first..<first + count)
        if let answer { refused(answer, "publish to \(accounts[index].name)") } else { recover() }
    }

    /// A refusal that a server under load may give; nothing was stored.
    private func refused(_ answer: Answer, _ what: String) {
        ledger.count { $0.refused += 1 }
        if ![429, 503, 507].contains(answer.status) {
            ledger.fail("\(what): \(answer.status) \(answer.text)")
        }
        usleep(100_000)
    }

    /// After an outage: where does each partition end now?
    private mutating func recover() {
        for index in accounts.indices where accounts[index].kind != .routed {
            let answer = client.until("GET", "/v1/topics/\(accounts[index].name)/offsets")
            var scan = Scan(answer.body)
            for partition in accounts[index].next.indices {
                guard let end = scan.number(behind: "\"latest\":") else {
                    ledger.fail("offsets of \(accounts[index].name): \(answer.status) \(answer.text)")
                    break
                }
                ledger.check(accounts[index].resume(partition, at: end))
            }
        }
    }

    // MARK: reading and truncating

    private mutating func read(_ index: Int) {
        let account = accounts[index]
        let partition = Int.random(in: 0..<account.next.count, using: &random)
        let end = account.sure[partition]
        if account.kind == .routed || end == 0 { return }
        let from = Int.random(in: account.required(partition)...end, using: &random)
        var reader = PartitionReader(account, partition, from: from)
        guard let answer = client.once("GET", reader.target(max: 500), accept: "application/x-ndjson") else {
            return recover()
        }
        guard answer.status == 200 else { return refused(answer, "read of \(account.name)") }
        ledger.check(reader.take(answer.body))
        ledger.count { [lines = reader.lines] in $0.read += lines }
    }

    private mutating func truncate(_ index: Int) {
        let account = accounts[index]
        guard account.kind == .truncated else { return }
        let partition = Int.random(in: 0..<account.next.count, using: &random)
        let before =
            account.truncated[partition] + (account.sure[partition] - account.truncated[partition]) / 2
        let target = "/v1/topics/\(account.name)/messages:truncate"
        // Whether it is done or not, nothing before need be there from now on.
        accounts[index].truncated[partition] = before
        let body = #"{"partitions":[{"partition":\#(partition),"before":\#(before)}]}"#
        guard let answer = client.once("POST", target, body) else { return recover() }
        if answer.status != 200 { refused(answer, "truncation of \(account.name)") }
    }
}
