package import Base

/// Leases of a queue run longer than they would have.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  runs n
/// 16  8  deadline, ms
/// 24  4  length of the leases from the moment they were extended, ms
/// 28  4  length of the tagged fields: none yet
/// 32  16 × n  runs
/// ```
package struct Extended: Equatable, Sendable {
    package var queue: EntityID
    /// How long they run from the moment they were extended.
    package var lease: Interval
    package var deadline: Instant
    /// Which runs of the arena, disjoint and ascending.
    package var runs: Range<Int>

    package init(queue: EntityID, lease: Interval, deadline: Instant, runs: Range<Int>) {
        self.queue = queue
        self.lease = lease
        self.deadline = deadline
        self.runs = runs
    }
}

extension Extended {
    init(_ fields: inout FieldReader, into arena: inout [SlotRun]) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        deadline = try fields.instant()
        lease = try fields.lease()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        runs = try SlotRun.decode(count, from: try fields.rest(), ended: false, into: &arena)
    }

    func encode(into output: inout ByteBuffer, runs arena: [SlotRun]) {
        let start = output.beginEvent(.extended)
        output.append(queue)
        output.append(littleEndian: UInt32(runs.count))
        output.append(deadline)
        output.append(lease: lease)
        output.appendNoTagged()
        for index in runs { arena[index].encode(into: &output) }
        output.endEvent(start)
    }
}
