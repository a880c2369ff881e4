package import Base

/// Where the messages of one publish came to stand: enough to give its answer again.
///
/// ```
///  0  8  timestamp of the append, ms
///  8  1  ack
///  9  1  form: 1 of messages that were routed, 2 of a transaction with some that were, else 0
/// 10  2  partitions that the messages were spread over; 0 when all went to one
/// 12  2  partition of those without a key
/// 14  2  stretches n ≥ 1
/// 16  16 × n  partition u32 (of a queue its lane) · messages u32 · first offset u64
/// ```
/// A transaction has a stretch for each block of neighbours, or a single one of no messages. Of messages that were
/// routed the first stretch is zero u32 · messages that went nowhere u32 · copies u64, and the others have a log in
/// place of a partition. In form 2 what was routed is all ones u32 · stretches n u32 · copies u64, and n stretches
/// with a log in place of a partition follow it.
package struct PublishResult: Equatable, Sendable {
    /// Neighbouring messages of one log.
    package struct Stretch: Equatable, Sendable {
        /// In place of a partition, where a form 2 says what was routed.
        static let routed = UInt32.max

        package var partition: UInt32
        package var count: UInt32
        package var first: Offset

        package init(partition: UInt32, count: UInt32, first: Offset) {
            self.partition = partition
            self.count = count
            self.first = first
        }
    }

    /// How the messages of a batch were given their partitions.
    package struct Spread: Equatable, Sendable {
        /// Partitions that keys chose among; 0 when all messages went to one.
        package var partitions: UInt16
        /// Where messages without a key went.
        package var single: UInt16

        package init(partitions: UInt16, single: UInt16) {
            self.partitions = partitions
            self.single = single
        }
    }

    /// What the stretches are.
    package enum Form: UInt8, Sendable {
        /// Places in partitions and lanes.
        case plain
        /// What went through an exchange: see `FanTotals`.
        case fanned
        /// What a transaction brought, some of it through exchanges: see `TransactionPlace`.
        case mixed
    }

    package var timestamp: Instant
    package var ack: Ack
    package var spread: Spread
    /// Most have one stretch, hence no array for it.
    package var first: Stretch
    package var rest: [Stretch]
    package var form: Form

    package init(
        timestamp: Instant, ack: Ack, spread: Spread, first: Stretch, rest: [Stretch] = [],
        form: Form = .plain
    ) {
        self.timestamp = timestamp
        self.ack = ack
        self.spread = spread
        self.first = first
        self.rest = rest
        self.form = form
    }
}

extension PublishResult {
    package init(_ fields: inout FieldReader) throws(FormatError) {
        timestamp = try fields.instant()
        ack = try fields.ack()
        guard let form = Form(rawValue: try fields.next(UInt8.self)) else { throw .badField("result") }
        self.form = form
        spread = Spread(partitions: try fields.next(UInt16.self), single: try fields.next(UInt16.self))
        let count = try fields.next(UInt16.self)
        guard spread.partitions <= Limits.partitionsMax, spread.single < Limits.partitionsMax,
            (1...Self.stretchesMax(form)).contains(Int(count))
        else { throw .badField("result") }
        first = form == .fanned ? try Stretch(totals: &fields) : try Stretch(&fields, form)
        rest = []
        if count > 1 { rest.reserveCapacity(Int(count) - 1) }
        for _ in 1..<count { rest.append(try Stretch(&fields, form)) }
        let isWhole =
            switch form {
            case .plain: (first.count > 0 || rest.isEmpty) && rest.allSatisfy { $0.count > 0 }
            case .fanned: rest.allSatisfy { $0.count > 0 }
            case .mixed: isMixedWhole
            }
        guard isWhole else { throw .badField("stretch") }
    }

    private static func stretchesMax(_ form: Form) -> Int {
        form == .mixed
            ? Limits.transactionOperationsMax + Limits.transactionTargetsNamedMax
            : max(Limits.partitionsMax, Limits.transactionOperationsMax)
    }

    /// Bytes of the stretches but the first.
    var listBytes: Int { 16 * rest.count }

    package func encode(into output: inout ByteBuffer) {
        output.append(timestamp)
        output.append(ack.rawValue)
        output.append(form.rawValue)
        output.append(littleEndian: spread.partitions)
        output.append(littleEndian: spread.single)
        output.append(littleEndian: UInt16(1 + rest.count))
        first.encode(into: &output)
        for stretch in rest { stretch.encode(into: &output) }
    }
}

extension PublishResult.Stretch {
    fileprivate init(totals fields: inout FieldReader) throws(FormatError) {
        try fields.zero(UInt32.self)
        partition = 0
        count = try fields.next(UInt32.self)
        first = Offset(try fields.next(UInt64.self))
        guard first.rawValue < 1 << 53 else { throw .badField("totals") }
    }

    fileprivate init(_ fields: inout FieldReader, _ form: PublishResult.Form) throws(FormatError) {
        partition = try fields.next(UInt32.self)
        count = try fields.next(UInt32.self)
        first = Offset(try fields.next(UInt64.self))
        guard form != .plain || partition < Limits.partitionsMax, first.rawValue < 1 << 53 else {
            throw .badField("stretch")
        }
    }

    fileprivate func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: partition)
        output.append(littleEndian: count)
        output.append(littleEndian: first.rawValue)
    }
}
