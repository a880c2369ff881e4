internal import Base
internal import Broker
internal import JSONText
internal import Node

/// What a queue is told of the messages of one batch.
///
/// Nothing is kept for each as long as none says anything of its own.
struct BatchTraits {
    /// What the request says of all.
    private let common: MessageTraits
    private let hasher: IdentityHasher
    private(set) var each: [MessageTraits] = []

    init(_ common: MessageTraits, _ hasher: IdentityHasher) {
        self.common = common
        self.hasher = hasher
    }

    /// Forgets the messages.
    mutating func removeAll() { each.removeAll(keepingCapacity: true) }

    /// Adds a message, the one behind `count` others; what it says itself counts.
    mutating func add(_ record: BatchRecord, of body: ByteView, behind count: Int) throws(Problem) {
        guard let own = record.traits else {
            if !each.isEmpty { each.append(common) }
            return
        }
        if each.isEmpty { each = Array(repeating: common, count: count) }
        each.append(MessageTraits(own, of: body, over: common, hasher))
    }
}

extension MessageTraits {
    /// What a message says itself, and for the rest `common`.
    init(
        _ own: BatchRecord.Traits, of body: ByteView, over common: MessageTraits = MessageTraits(),
        _ hasher: IdentityHasher
    ) {
        self = common
        if let delay = own.delay { self.delay = .by(delay) }
        if let time = own.at { delay = .until(time) }
        if let ttl = own.ttl { self.ttl = ttl }
        if let group = own.group { self.group = hasher.hash(group, of: body) }
        if let name = own.dedupeID { dedupe = hasher.hash(name, of: body) }
        if let priority = own.priority { self.priority = UInt8(priority) }
    }
}

extension IdentityHasher {
    fileprivate func hash(_ text: JSONStringRange, of body: ByteView) -> UInt64 {
        if !text.hasEscapes { return nonZero(body[text.range]) }
        var plain = ByteBuffer(capacity: text.range.count)
        JSONString.unescape(body[text.range], into: &plain)
        return nonZero(plain.bytes)
    }
}
