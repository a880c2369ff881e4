/// What the one publisher of a topic knows of it: numbers only, no message.
struct TopicAccount {
    /// What sort of topic it is.
    enum Kind: CaseIterable {
        /// Kept whole; partitions are named.
        case plain
        /// Kept whole; the server chooses the partition by the key.
        case routed
        /// The newest thousands are kept.
        case counted
        /// The latest of each key is kept.
        case compacted
        /// Its beginning is dropped now and then.
        case truncated
        /// Some of it is acknowledged before it is on disk.
        case hasty
    }

    static let keptCount = 5_000
    static let keyCount = 50

    let name: String
    let kind: Kind
    /// Next offset of each partition, by the answers.
    var next: [Int]
    /// Acknowledged as durable up to here.
    var sure: [Int]
    /// The highest offset that a request without an answer may have led to.
    var possible: [Int]
    /// Nothing before it need be there.
    var truncated: [Int]
    /// Of a routed topic: numbers given out, and those whose publish was not answered.
    var numbers = 0
    var doubtful = OffsetSet()

    init(_ index: Int) {
        name = "t\(index)"
        let kinds: [Kind] = [
            .plain, .plain, .routed, .counted, .compacted, .truncated, .hasty, .plain, .compacted, .counted,
        ]
        kind = kinds[index % kinds.count]
        let partitions = kind == .routed ? 3 : 1 + index % 3
        next = Array(repeating: 0, count: partitions)
        sure = next
        possible = next
        truncated = next
    }

    var declaration: String {
        switch kind {
        case .counted: #"{"partitions":\#(next.count),"retention":{"count":\#(Self.keptCount)}}"#
        case .compacted: #"{"partitions":\#(next.count),"cleanup":"compact"}"#
        default: #"{"partitions":\#(next.count)}"#
        }
    }

    /// The key of the message at an offset, so that nobody need remember it.
    static func key(at offset: Int) -> Int {
        Int(truncatingIfNeeded: UInt64(offset) &* 0x9E37_79B9 >> 7) % keyCount
    }

    /// The first offset that must be there.
    func required(_ partition: Int) -> Int {
        kind == .counted ? max(truncated[partition], next[partition] - Self.keptCount) : truncated[partition]
    }

    /// Takes in where the partition ends after an outage; says what is wrong with that.
    mutating func resume(_ partition: Int, at end: Int) -> String? {
        defer {
            next[partition] = end
            sure[partition] = end
            possible[partition] = end
        }
        if end < sure[partition] { return "\(name)/\(partition) ends at \(end), short of \(sure[partition])" }
        if end > max(possible[partition], next[partition]) {
            return "\(name)/\(partition) ends at \(end), beyond \(max(possible[partition], next[partition]))"
        }
        return nil
    }
}
