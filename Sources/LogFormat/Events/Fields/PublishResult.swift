package import Base

/// Where the messages of one publish came to stand: enough to give its answer again.
///
/// ```
///  0  8  timestamp of the append, ms
///  8  1  ack
///  9  1  1: messages that were routed, else 0
/// 10  2  partitions that the messages were spread over; 0 when all went to one
/// 12  2  partition of those without a key
/// 14  2  stretches n ≥ 1
/// 16  16 × n  partition u32 (0 for a queue) · messages u32 · first offset u64
/// ```
/// A transaction has a stretch for each block of neighbours, or a single one of no messages. Of messages that were
/// routed the first stretch is zero u32 · messages that went nowhere u32 · copies u64, and the others have a log in
/// place of a partition.
package struct PublishResult: Equatable, Sendable {
    /// Neighbouring messages of one log.
    package struct Stretch: Equatable, Sendable {
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

    package var timestamp: Instant
    package var ack: Ack
    package var spread: Spread
    /// Most have one stretch, hence no array for it.
    package var first: Stretch
    package var rest: [Stretch]
    /// Whether the messages went through an exchange: see `FanTotals`.
    package var isFanned: Bool

    package init(
        timestamp: Instant, ack: Ack, spread: Spread, first: Stretch, rest: [Stretch] = [],
        isFanned: Bool = false
    ) {
        self.timestamp = timestamp
        self.ack = ack
        self.spread = spread
        self.first = first
        self.rest = rest
        self.isFanned = isFanned
    }
}

extension PublishResult {
    package init(_ fields: inout FieldReader) throws(FormatError) {
        timestamp = try fields.instant()
        ack = try fields.ack()
        let fanned = try fields.next(UInt8.self)
        guard fanned <= 1 else { throw .badField("result") }
        isFanned = fanned == 1
        spread = Spread(partitions: try fields.next(UInt16.self), single: try fields.next(UInt16.self))
        let count = try fields.next(UInt16.self)
        guard spread.partitions <= Limits.partitionsMax, spread.single < Limits.partitionsMax,
            (1...max(Limits.partitionsMax, Limits.transactionOperationsMax)).contains(Int(count))
        else { throw .badField("result") }
        first = isFanned ? try Stretch(totals: &fields) : try Stretch(&fields, isLog: false)
        rest = []
        if count > 1 { rest.reserveCapacity(Int(count) - 1) }
        for _ in 1..<count { rest.append(try Stretch(&fields, isLog: isFanned)) }
        guard isFanned || first.count > 0 || rest.isEmpty, rest.allSatisfy({ $0.count > 0 }) else {
            throw .badField("stretch")
        }
    }

    /// Bytes of the stretches but the first.
    var listBytes: Int { 16 * rest.count }

    package func encode(into output: inout ByteBuffer) {
        output.append(timestamp)
        output.append(ack.rawValue)
        output.append(isFanned ? UInt8(1) : 0)
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

    fileprivate init(_ fields: inout FieldReader, isLog: Bool) throws(FormatError) {
        partition = try fields.next(UInt32.self)
        count = try fields.next(UInt32.self)
        first = Offset(try fields.next(UInt64.self))
        guard isLog || partition < Limits.partitionsMax, first.rawValue < 1 << 53 else {
            throw .badField("stretch")
        }
    }

    fileprivate func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: partition)
        output.append(littleEndian: count)
        output.append(littleEndian: first.rawValue)
    }
}
