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
        var traits = common
        if let delay = own.delay { traits.delay = .by(delay) }
        if let time = own.at { traits.delay = .until(time) }
        if let ttl = own.ttl { traits.ttl = ttl }
        if let group = own.group { traits.group = hash(group, of: body) }
        if let name = own.dedupeID { traits.dedupe = hash(name, of: body) }
        if let priority = own.priority { traits.priority = UInt8(priority) }
        each.append(traits)
    }

    private func hash(_ text: JSONStringRange, of body: ByteView) -> UInt64 {
        if !text.hasEscapes { return hasher.nonZero(body[text.range]) }
        var plain = ByteBuffer(capacity: text.range.count)
        JSONString.unescape(body[text.range], into: &plain)
        return hasher.nonZero(plain.bytes)
    }
}
