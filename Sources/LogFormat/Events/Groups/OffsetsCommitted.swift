package import Base

/// How far a group has come in one partition.
package struct CommittedOffset: Equatable, Sendable {
    package var log: LogID
    /// The next message to read.
    package var offset: Offset
    /// What the member wrote beside it.
    package var metadata: String?

    package init(log: LogID, offset: Offset, metadata: String? = nil) {
        self.log = log
        self.offset = offset
        self.metadata = metadata
    }
}

/// What moved the offsets of a group.
package enum CommitKind: UInt8, CaseIterable, Sendable {
    /// A member, or who restored them while there was none.
    case commit = 1
    /// Somebody put them elsewhere: what members hold of these partitions counts no more.
    case reset = 2
    /// The group began to read them, and not at their earliest.
    case start = 3
}

/// A group committed offsets.
///
/// ```
///  0  8  event header
///  8  4  group
/// 12  4  offsets n
/// 16  8  time, ms
/// 24  4  member (0xFFFFFFFF: none)
/// 28  1  kind: 1 commit, 2 reset, 3 start
/// 29  3  zero
/// 32  4  length of the tagged fields: none yet
/// 36     n × log u32 · offset u64 · length of the metadata u16 (0xFFFF: none), UTF-8
/// ```
package struct OffsetsCommitted: Equatable, Sendable {
    package var group: EntityID
    package var committedAt: Instant
    package var member: MemberID?
    package var kind: CommitKind
    package var offsets: [CommittedOffset]

    package init(
        group: EntityID, committedAt: Instant, member: MemberID?, kind: CommitKind = .commit,
        offsets: [CommittedOffset]
    ) {
        self.group = group
        self.committedAt = committedAt
        self.member = member
        self.kind = kind
        self.offsets = offsets
    }
}

extension OffsetsCommitted {
    init(_ fields: inout FieldReader) throws(FormatError) {
        group = try fields.entity()
        let count = try fields.next(UInt32.self)
        committedAt = try fields.instant()
        member = try fields.anyMember()
        guard let kind = CommitKind(rawValue: try fields.next(UInt8.self)) else { throw .badField("kind") }
        self.kind = kind
        try fields.zero(UInt16.self)
        try fields.zero(UInt8.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        offsets = []
        for _ in 0..<count {
            offsets.append(
                CommittedOffset(
                    log: LogID(try fields.next(UInt32.self)), offset: try fields.offset(),
                    metadata: try fields.metadata()))
        }
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.offsetsCommitted)
        output.append(group)
        output.append(littleEndian: UInt32(offsets.count))
        output.append(committedAt)
        output.append(littleEndian: member?.rawValue ?? MemberID.nobody)
        output.append(kind.rawValue)
        output.append(littleEndian: UInt16(0))
        output.append(UInt8(0))
        output.appendNoTagged()
        for one in offsets {
            output.append(littleEndian: one.log.rawValue)
            output.append(littleEndian: one.offset.rawValue)
            output.append(metadata: one.metadata)
        }
        output.endEvent(start)
    }

    /// Bytes of the offsets, for making room before.
    var offsetBytes: Int { offsets.reduce(0) { $0 + $1.encodedBytes } }
}

extension CommittedOffset {
    /// Bytes in the journal.
    package var encodedBytes: Int { 14 + (metadata?.utf8.count ?? 0) }
}

private let noMetadata: UInt16 = 0xFFFF

extension ByteBuffer {
    /// Metadata with its length before it.
    package mutating func append(metadata: String?) {
        append(littleEndian: metadata.map { UInt16($0.utf8.count) } ?? noMetadata)
        if let metadata { append(metadata) }
    }
}

extension FieldReader {
    package mutating func offset() throws(FormatError) -> Offset {
        let number = try next(UInt64.self)
        guard number <= 1 << 53 else { throw .badField("offset") }
        return Offset(number)
    }

    package mutating func metadata() throws(FormatError) -> String? {
        let count = try next(UInt16.self)
        guard count != noMetadata else { return nil }
        guard count <= Limits.metadataBytesMax, let text = try take(Int(count)).validString else {
            throw .badField("metadata")
        }
        return text
    }
}
