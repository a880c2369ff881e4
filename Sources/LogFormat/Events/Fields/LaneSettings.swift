internal import Base

/// What a queue was declared with that concerns its lanes.
package struct LaneSettings: Equatable, Sendable {
    /// How many priorities there are, the lowest 0; 1 is none to speak of.
    package var priorities = 1
    /// Every so manyth receive is served the lowest priority first; nil is none.
    package var lowestFirstEvery: Int?
    /// The topic that the queue reads; nil when it has messages of its own.
    package var source: QueueSource?
    /// Bytes of a partition that retention leaves for the queue to read; nil is none.
    package var holdRetention: Int?

    package init(
        priorities: Int = 1, lowestFirstEvery: Int? = nil, source: QueueSource? = nil,
        holdRetention: Int? = nil
    ) {
        self.priorities = priorities
        self.lowestFirstEvery = lowestFirstEvery
        self.source = source
        self.holdRetention = holdRetention
    }
}

/// Tags: 10 priorities, u8 · 11 lowest first every, u16 · 12 source, see `QueueSource` · 13 hold retention, u64.
extension LaneSettings {
    /// Takes in a tagged field; false when it is none of these.
    mutating func read(_ tag: UInt8, _ bytes: ByteView) throws(FormatError) -> Bool {
        switch tag {
        case 10:
            guard bytes.count == 1, (2...Limits.prioritiesMax).contains(Int(bytes[0])) else {
                throw .badField("priorities")
            }
            priorities = Int(bytes[0])
        case 11:
            guard bytes.count == 2 else { throw .badField("tag") }
            let every = Int(bytes.load(0, as: UInt16.self))
            guard (2...Limits.lowestFirstEveryMax).contains(every) else { throw .badField("priorities") }
            lowestFirstEvery = every
        case 12: source = try QueueSource(bytes)
        case 13:
            guard bytes.count == 8, bytes.load(0, as: UInt64.self) <= UInt64(Int64.max) else {
                throw .badField("tag")
            }
            holdRetention = Int(bytes.load(0, as: UInt64.self))
        default: return false
        }
        return true
    }

    /// A bound of the bytes that `encode` writes.
    var taggedBytes: Int { 48 + (source?.name.utf8.count ?? 0) }

    /// Writes the tagged fields.
    func encode(into output: inout ByteBuffer) {
        if priorities != 1 {
            output.append(tag: 10, length: 1)
            output.append(UInt8(priorities))
        }
        if let lowestFirstEvery {
            output.append(tag: 11, length: 2)
            output.append(littleEndian: UInt16(lowestFirstEvery))
        }
        source?.encode(12, into: &output)
        if let holdRetention {
            output.append(tag: 13, length: 8)
            output.append(littleEndian: UInt64(holdRetention))
        }
    }
}
