package import Base

extension ByteBuffer {
    /// The header of an event of `kind`; the length is filled in by `endEvent`. Returns where it stands.
    mutating func beginEvent(_ kind: EventKind) -> Int {
        let start = count
        EventHeader(kind: kind, length: 0).encode(into: &self)
        return start
    }

    /// Fills in the length of the event that began at `start`.
    mutating func endEvent(_ start: Int) {
        store(littleEndian: UInt32(count - start - EventHeader.encodedBytes), at: start + 4)
    }

    package mutating func append(_ id: EntityID) { append(littleEndian: id.rawValue) }

    package mutating func append(_ instant: Instant) { append(littleEndian: instant.milliseconds) }

    mutating func append(lease: Interval) { append(littleEndian: UInt32(clamping: lease.milliseconds)) }

    mutating func append(_ logs: [LogID]) { for log in logs { append(littleEndian: log.rawValue) } }

    /// A name with its length before it.
    package mutating func append(name: String) {
        append(littleEndian: UInt16(name.utf8.count))
        append(name)
    }

    /// The tag and length of a tagged field, whose bytes follow.
    package mutating func append(tag: UInt8, length: Int) {
        append(littleEndian: UInt32(tag) | UInt32(length) << 8)
    }

    /// What stands where there are no tagged fields.
    package mutating func appendNoTagged() { append(littleEndian: UInt32(0)) }
}
