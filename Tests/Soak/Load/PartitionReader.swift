/// Reads a partition in pages and checks every line against what its offset says it must be.
struct PartitionReader {
    let account: TopicAccount
    let partition: Int
    private(set) var next: Int
    private(set) var lines = 0
    /// The last offset of each key.
    private(set) var latest: [Int: Int] = [:]
    /// Of a routed topic: the numbers that were found.
    private(set) var numbers = OffsetSet()

    init(_ account: TopicAccount, _ partition: Int, from: Int) {
        self.account = account
        self.partition = partition
        next = from
    }

    func target(max: Int) -> String {
        "/v1/topics/\(account.name)/messages?partition=\(partition)&from=offset:\(next)&max=\(max)"
            + "&max_bytes=8388608&on_missing=earliest"
    }

    /// Takes in a page of lines; says what is wrong with it.
    mutating func take(_ page: [UInt8]) -> String? {
        var scan = Scan(page)
        while !scan.isAtEnd {
            let end = scan.lineEnd
            guard let offset = scan.number(behind: "\"offset\":", before: end),
                let number = scan.number(behind: "\"value\":{\"n\":", before: end)
            else { return "\(account.name)/\(partition): a line without number near \(next)" }
            scan.go(to: end + 1)
            if let wrong = take(offset, number) { return "\(account.name)/\(partition): \(wrong)" }
        }
        return nil
    }

    private mutating func take(_ offset: Int, _ number: Int) -> String? {
        defer {
            next = offset + 1
            lines += 1
        }
        if offset < next { return "offset \(offset) comes after \(next - 1)" }
        if account.kind == .routed {
            if numbers.contains(number) { return "number \(number) is there twice" }
            numbers.insert(number)
            return offset == next ? nil : "offset \(offset) follows \(next - 1)"
        }
        if number != offset { return "offset \(offset) has the body of \(number)" }
        if account.kind == .compacted {
            latest[TopicAccount.key(at: offset)] = offset
        } else if offset > next, next >= account.required(partition) {
            return "offset \(offset) follows \(next - 1)"
        }
        return nil
    }

    /// Says what is missing once everything before `end` was read.
    func missing(before end: Int) -> String? {
        guard account.kind == .compacted else {
            return next == end || end == 0
                ? nil : "\(account.name)/\(partition) reads up to \(next) of \(end)"
        }
        var unseen = Set(0..<TopicAccount.keyCount)
        var offset = end - 1
        while offset >= 0, !unseen.isEmpty {
            let key = TopicAccount.key(at: offset)
            if unseen.remove(key) != nil, latest[key] != offset {
                return
                    "\(account.name)/\(partition): the latest of key k\(key) is \(latest[key] ?? -1), not \(offset)"
            }
            offset -= 1
        }
        return nil
    }
}
