package import Base

/// Reads the fields of one event in order, none beyond its end.
package struct FieldReader {
    private var unread: ByteView

    /// Stands at the first field behind the header.
    package init(_ header: EventHeader, of event: ByteView) {
        unread = event[EventHeader.encodedBytes..<header.eventBytes]
    }

    /// A stretch of fields on its own, as tagged ones are.
    package init(_ bytes: ByteView) { unread = bytes }

    package var isAtEnd: Bool { unread.isEmpty }

    package mutating func next<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(FormatError)
        -> T
    {
        try take(MemoryLayout<T>.size).load(0, as: T.self)
    }

    package mutating func take(_ count: Int) throws(FormatError) -> ByteView {
        guard count <= unread.count else { throw .truncated }
        let taken = unread[0..<count]
        unread = unread.dropping(count)
        return taken
    }

    package mutating func entity() throws(FormatError) -> EntityID { EntityID(try next(UInt32.self)) }

    package mutating func instant() throws(FormatError) -> Instant {
        Instant(milliseconds: try next(Int64.self))
    }

    /// Bytes that this version leaves unused.
    package mutating func zero<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(FormatError) {
        guard try next(type) == 0 else { throw .badField("zero") }
    }

    package mutating func ack() throws(FormatError) -> Ack {
        guard let ack = Ack(rawValue: try next(UInt8.self)) else { throw .badField("ack") }
        return ack
    }

    package mutating func validation() throws(FormatError) -> Validation {
        guard let validation = Validation(rawValue: try next(UInt8.self)) else { throw .badField("validate") }
        return validation
    }

    package mutating func lease() throws(FormatError) -> Interval {
        let lease = Interval(milliseconds: Int64(try next(UInt32.self)))
        guard lease > .zero, lease <= Limits.leaseMax else { throw .badField("lease") }
        return lease
    }

    package mutating func name() throws(FormatError) -> String {
        let text = try take(Int(try next(UInt16.self)))
        do { try NameText.validate(text) } catch { throw .badField("name") }
        return text.string
    }

    package mutating func logs(_ count: UInt32) throws(FormatError) -> [LogID] {
        guard count <= Limits.partitionsMax else { throw .badField("logs") }
        var logs: [LogID] = []
        logs.reserveCapacity(Int(count))
        for _ in 0..<count { logs.append(LogID(try next(UInt32.self))) }
        return logs
    }

    /// Everything up to the end.
    package mutating func rest() throws(FormatError) -> ByteView { try take(unread.count) }

    /// The tagged fields, themselves in a reader.
    package mutating func tagged() throws(FormatError) -> FieldReader {
        let count = try next(UInt32.self)
        return FieldReader(try take(Int(count)))
    }

    /// The next tagged field.
    package mutating func tag() throws(FormatError) -> (tag: UInt8, bytes: ByteView) {
        let word = try next(UInt32.self)
        return (UInt8(truncatingIfNeeded: word), try take(Int(word >> 8)))
    }

    /// Ends a kind of event that has no tagged field and no body yet.
    package mutating func noTagged() throws(FormatError) {
        guard try tagged().isAtEnd else { throw .badField("tag") }
        try end()
    }

    /// Nothing may follow.
    package func end() throws(FormatError) {
        guard unread.isEmpty else { throw .badField("length") }
    }
}
