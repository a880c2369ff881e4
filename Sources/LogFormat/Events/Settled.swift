package import Base

/// Leases of a queue ended.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  runs n
/// 16  8  settled at, ms
/// 24  4  length of the tagged fields; 1: 8 bytes for each run that waits, when it is ready again, ms;
///        2: why messages are to be moved, `SettleReason` each, ascending
/// ..  16 × n  runs
/// ```
package struct Settled: Equatable, Sendable {
    package var queue: EntityID
    package var settledAt: Instant
    /// When the messages of each run that waits are ready again, in the order of those runs.
    package var dues: [Instant]
    /// What holders said of messages that are to be moved, ascending by place.
    package var reasons: [SettleReason]
    /// Which runs of the arena, disjoint and ascending, each with its end.
    package var runs: Range<Int>

    package init(
        queue: EntityID, settledAt: Instant, dues: [Instant] = [], reasons: [SettleReason] = [],
        runs: Range<Int>
    ) {
        self.queue = queue
        self.settledAt = settledAt
        self.dues = dues
        self.reasons = reasons
        self.runs = runs
    }
}

extension Settled {
    private static let duesTag: UInt8 = 1
    private static let reasonsTag: UInt8 = 2

    /// Bytes of the lists besides the runs.
    var listBytes: Int { 8 * dues.count + 8 + reasons.reduce(0) { $0 + $1.encodedBytes } }

    init(_ fields: inout FieldReader, into arena: inout [SlotRun]) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        settledAt = try fields.instant()
        dues = []
        reasons = []
        var tagged = try fields.tagged()
        var last: UInt8 = 0
        while !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag > last, !field.bytes.isEmpty else { throw .badField("tag") }
            last = field.tag
            switch field.tag {
            case Self.duesTag:
                guard field.bytes.count % 8 == 0 else { throw .badField("tag") }
                for at in stride(from: 0, to: field.bytes.count, by: 8) {
                    dues.append(Instant(milliseconds: field.bytes.load(at, as: Int64.self)))
                }
            case Self.reasonsTag: reasons = try SettleReason.decode(field.bytes)
            default: throw .badField("tag")
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
        if dues.isEmpty, reasons.isEmpty {
            output.appendNoTagged()
        } else {
            encodeLists(into: &output)
        }
        for index in runs { arena[index].encode(into: &output) }
        output.endEvent(start)
    }

    private func encodeLists(into output: inout ByteBuffer) {
        let start = output.count
        output.append(littleEndian: UInt32(0))
        if !dues.isEmpty {
            output.append(tag: Self.duesTag, length: 8 * dues.count)
            for due in dues { output.append(due) }
        }
        if !reasons.isEmpty {
            output.append(tag: Self.reasonsTag, length: reasons.reduce(0) { $0 + $1.encodedBytes })
            for reason in reasons { reason.encode(into: &output) }
        }
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
    }
}
