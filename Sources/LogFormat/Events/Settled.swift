package import Base

/// Leases of a queue ended.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  runs n
/// 16  8  settled at, ms
/// 24  4  length of the tagged fields; 1: 8 bytes for each run that waits, when it is ready again, ms
/// ..  16 × n  runs
/// ```
package struct Settled: Equatable, Sendable {
    package var queue: EntityID
    package var settledAt: Instant
    /// When the messages of each run that waits are ready again, in the order of those runs.
    package var dues: [Instant]
    /// Which runs of the arena, disjoint and ascending, each with its end.
    package var runs: Range<Int>

    package init(queue: EntityID, settledAt: Instant, dues: [Instant] = [], runs: Range<Int>) {
        self.queue = queue
        self.settledAt = settledAt
        self.dues = dues
        self.runs = runs
    }
}

extension Settled {
    private static let duesTag: UInt8 = 1

    init(_ fields: inout FieldReader, into arena: inout [SlotRun]) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        settledAt = try fields.instant()
        dues = []
        var tagged = try fields.tagged()
        if !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag == Self.duesTag, !field.bytes.isEmpty, field.bytes.count % 8 == 0, tagged.isAtEnd
            else { throw .badField("tag") }
            for at in stride(from: 0, to: field.bytes.count, by: 8) {
                dues.append(Instant(milliseconds: field.bytes.load(at, as: Int64.self)))
            }
        }
        runs = try SlotRun.decode(count, from: try fields.rest(), ended: true, into: &arena)
        guard arena[runs].count(where: { $0.end?.waits ?? false }) == dues.count else {
            arena.removeLast(runs.count)
            throw .badField("dues")
        }
    }

    func encode(into output: inout ByteBuffer, runs arena: [SlotRun]) {
        let start = output.beginEvent(.settled)
        output.append(queue)
        output.append(littleEndian: UInt32(runs.count))
        output.append(settledAt)
        if dues.isEmpty {
            output.appendNoTagged()
        } else {
            output.append(littleEndian: UInt32(4 + 8 * dues.count))
            output.append(tag: Self.duesTag, length: 8 * dues.count)
            for due in dues { output.append(due) }
        }
        for index in runs { arena[index].encode(into: &output) }
        output.endEvent(start)
    }
}
