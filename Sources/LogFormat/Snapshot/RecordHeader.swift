package import Base

/// What a record of the broker holds; a number is never given twice.
package enum RecordKind: UInt16, CaseIterable, Sendable {
    /// The shard itself: epoch, key, how many ids were given.
    case shard = 1
    case namespace = 2
    case topic = 3
    /// A queue without its messages, which follow in `slots` and `handedBack` and end with `queueEnd`.
    case queue = 4
    /// Neighbouring messages of the queue before.
    case slots = 5
    /// Leases of the queue before that were handed back.
    case handedBack = 6
    /// The queue before is complete; without it, it was deleted while it was visited.
    case queueEnd = 7
    case log = 8
    case group = 9
    /// Until when messages of the queue before live.
    case lifetimes = 10
    /// One lane of the queue before, whose `slots` follow.
    case lane = 11
    /// Messages of the queue before that are recognised when they come again.
    case recognised = 13
    /// How many bytes messages of the queue before have.
    case weights = 16
    /// What holders said of messages of the queue before that are to be moved.
    case reasons = 33
    /// Idempotency-Keys with their results, the oldest first.
    case idempotencyKeys = 20
    /// Producers with their latest results.
    case producers = 21
    /// A redrive of the queue before.
    case redrive = 22
    /// Schedules, by slot.
    case schedules = 25
    /// An exchange without its bindings, which follow in `bindings`.
    case exchange = 27
    /// Bindings of an exchange before, ascending.
    case bindings = 28
    /// A prepared message, or how it ended.
    case prepared = 30
    /// How many messages were ever prepared.
    case preparedNumbers = 31
    case policy = 32
}

/// The eight bytes before each record of the broker in a snapshot; the same form as `EventHeader`.
///
/// ```
///  0  2  kind
///  2  1  version, 1
///  3  1  zero
///  4  4  length of the rest
/// ```
package struct RecordHeader: Equatable, Sendable {
    package static let encodedBytes = 8
    package static let currentVersion: UInt8 = 1

    package let kind: RecordKind
    /// Bytes behind this header.
    package let length: Int

    /// Bytes of the whole record.
    package var recordBytes: Int { Self.encodedBytes + length }

    /// Reads the header at the start of `bytes`; throws when the record does not lie wholly in them.
    package init(decoding bytes: ByteView) throws(FormatError) {
        guard bytes.count >= Self.encodedBytes else { throw .truncated }
        let number = bytes.load(0, as: UInt16.self)
        guard let kind = RecordKind(rawValue: number) else { throw .unknownKind(number) }
        guard bytes[2] == Self.currentVersion else { throw .unknownVersion(kind: number, version: bytes[2]) }
        guard bytes[3] == 0 else { throw .badField("zero") }
        self.kind = kind
        length = Int(bytes.load(4, as: UInt32.self))
        guard length <= bytes.count - Self.encodedBytes else { throw .truncated }
    }
}

extension ByteBuffer {
    /// The header of a record, whose length `endRecord` fills in. Returns where it stands.
    package mutating func beginRecord(_ kind: RecordKind) -> Int {
        let start = count
        append(littleEndian: kind.rawValue)
        append(RecordHeader.currentVersion)
        append(UInt8(0))
        append(littleEndian: UInt32(0))
        return start
    }

    /// Fills in the length of the record that began at `start`.
    package mutating func endRecord(_ start: Int) {
        store(littleEndian: UInt32(count - start - RecordHeader.encodedBytes), at: start + 4)
    }
}
