package import Base

/// Who owns a partition of a group, and who is to.
package struct Ownership: Equatable, Sendable {
    package var log: LogID
    /// Nobody: the group has nothing to do with the log any more, or nobody reads it.
    package var owner: MemberID?
    /// Who gets it once the owner has let go of it; the owner itself when it stays.
    package var target: MemberID?

    package init(log: LogID, owner: MemberID?, target: MemberID?) {
        self.log = log
        self.owner = owner
        self.target = target
    }

    /// Whether the owner is to let go: it gets nothing more of the partition.
    package var isRevoked: Bool { owner != target }
}

/// Partitions of a group got other owners, or are to get them.
///
/// ```
///  0  8  event header
///  8  4  group
/// 12  4  changes n
/// 16  8  generation
/// 24  4  length of the tagged fields: none yet
/// 28  12 × n  log u32 · owner u32 · target u32 (0xFFFFFFFF: nobody); logs ascend
/// ```
package struct GroupAssigned: Equatable, Sendable {
    package var group: EntityID
    /// Counts what changed who gets what from where.
    package var generation: UInt64
    /// What is otherwise than before, ascending by log.
    package var changes: [Ownership]

    package init(group: EntityID, generation: UInt64, changes: [Ownership]) {
        self.group = group
        self.generation = generation
        self.changes = changes
    }
}

extension GroupAssigned {
    init(_ fields: inout FieldReader) throws(FormatError) {
        group = try fields.entity()
        let count = try fields.next(UInt32.self)
        generation = try fields.next(UInt64.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        changes = try fields.ownerships(count)
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.groupAssigned)
        output.append(group)
        output.append(littleEndian: UInt32(changes.count))
        output.append(littleEndian: generation)
        output.appendNoTagged()
        for change in changes { output.append(change) }
        output.endEvent(start)
    }
}

extension Ownership {
    /// Bytes in the journal.
    static let encodedBytes = 12
}

extension ByteBuffer {
    package mutating func append(_ ownership: Ownership) {
        append(littleEndian: ownership.log.rawValue)
        append(littleEndian: ownership.owner?.rawValue ?? MemberID.nobody)
        append(littleEndian: ownership.target?.rawValue ?? MemberID.nobody)
    }
}

extension FieldReader {
    package mutating func ownerships(_ count: UInt32) throws(FormatError) -> [Ownership] {
        var list: [Ownership] = []
        for _ in 0..<count {
            let log = LogID(try next(UInt32.self))
            if let last = list.last, log <= last.log { throw .badField("log") }
            let owner = try anyMember()
            let target = try anyMember()
            if owner == nil, target != nil { throw .badField("target") }
            list.append(Ownership(log: log, owner: owner, target: target))
        }
        return list
    }
}
