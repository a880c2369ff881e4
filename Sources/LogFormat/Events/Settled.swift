package import Base

/// Leases of a queue ended.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  runs n
/// 16  8  settled at, ms
/// 24  4  length of the tagged fields: none yet
/// 28  16 × n  runs
/// ```
package struct Settled: Equatable, Sendable {
    package var queue: EntityID
    package var settledAt: Instant
    /// Which runs of the arena, disjoint and ascending, each with its end.
    package var runs: Range<Int>

    package init(queue: EntityID, settledAt: Instant, runs: Range<Int>) {
        self.queue = queue
        self.settledAt = settledAt
        self.runs = runs
    }
}

extension Settled {
    init(_ fields: inout FieldReader, into arena: inout [SlotRun]) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        settledAt = try fields.instant()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        runs = try SlotRun.decode(count, from: try fields.rest(), ended: true, into: &arena)
    }

    func encode(into output: inout ByteBuffer, runs arena: [SlotRun]) {
        let start = output.beginEvent(.settled)
        output.append(queue)
        output.append(littleEndian: UInt32(runs.count))
        output.append(settledAt)
        output.appendNoTagged()
        for index in runs { arena[index].encode(into: &output) }
        output.endEvent(start)
    }
}
