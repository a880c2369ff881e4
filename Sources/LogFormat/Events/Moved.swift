package import Base

/// Messages left a queue: they arrived elsewhere in the same frame.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  runs n
/// 16  8  moved at, ms
/// 24  4  length of the tagged fields: none yet
/// 28  16 × n  runs
/// ```
package struct Moved: Equatable, Sendable {
    package var queue: EntityID
    package var movedAt: Instant
    /// Which runs of the arena, disjoint and ascending.
    package var runs: Range<Int>

    package init(queue: EntityID, movedAt: Instant, runs: Range<Int>) {
        self.queue = queue
        self.movedAt = movedAt
        self.runs = runs
    }
}

extension Moved {
    init(_ fields: inout FieldReader, into arena: inout [SlotRun]) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        movedAt = try fields.instant()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        runs = try SlotRun.decode(count, from: try fields.rest(), ended: false, least: 0, into: &arena)
    }

    func encode(into output: inout ByteBuffer, runs arena: [SlotRun]) {
        let start = output.beginEvent(.moved)
        output.append(queue)
        output.append(littleEndian: UInt32(runs.count))
        output.append(movedAt)
        output.appendNoTagged()
        for index in runs { arena[index].encode(into: &output) }
        output.endEvent(start)
    }
}
