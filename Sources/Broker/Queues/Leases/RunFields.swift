internal import Base
internal import LogFormat

/// What a snapshot says of a run of leases, as the difference to the run before it in its record.
///
/// Numbers of as few bytes as they need: how far before the stretch the run begins · its messages · grant,
/// deadline (ms) and length (ms), each less that of the run before · 0 without an attempt, 1 with one, 3 when
/// nothing of what it was given has ended, and 4 more when its consumer gave a name, 8 more when that is the
/// name of the run before · the attempt, u64, if there is one · the name with its length before it, u8, if it
/// is another one.
struct RunFields {
    var first: UInt64 = 0
    var count: UInt32 = 0
    var grant: UInt64 = 0
    var deadline = Instant(milliseconds: 0)
    var length = Interval.zero
    var attempt: UInt64 = 0
    var isIntact = false
    var consumer: String?

    /// What the first run of a record is compared with.
    init() {}

    init(_ run: LeaseTable.Run, isIntact: Bool, consumer: String?) {
        self.consumer = consumer
        first = run.first
        count = run.count
        grant = run.grant
        deadline = run.deadline
        length = run.length
        attempt = run.attempt
        self.isIntact = isIntact
    }

    /// Reads the run that holds `offset`.
    init(after last: RunFields, at offset: UInt64, _ fields: inout FieldReader) throws(FormatError) {
        first = offset &- (try fields.varint())
        guard let count = UInt32(exactly: try fields.varint()), first <= offset,
            offset < first + UInt64(count)
        else { throw .badField("run") }
        self.count = count
        grant = last.grant &+ UInt64(bitPattern: try fields.signedVarint())
        deadline = Instant(milliseconds: last.deadline.milliseconds &+ (try fields.signedVarint()))
        length = Interval(milliseconds: last.length.milliseconds &+ (try fields.signedVarint()))
        guard length > .zero, length <= Limits.leaseMax else { throw .badField("lease") }
        let flags = try fields.next(UInt8.self)
        let known = flags & 3
        guard flags < 16, known != 2, flags & 12 != 12, flags & 8 == 0 || last.consumer != nil else {
            throw .badField("attempt")
        }
        isIntact = known == 3
        if known > 0 { attempt = try fields.next(UInt64.self) }
        if flags & 8 != 0 { consumer = last.consumer }
        guard flags & 4 != 0 else { return }
        let name = try fields.take(Int(try fields.next(UInt8.self)))
        guard name.count <= Limits.consumerBytesMax, let text = name.validString else {
            throw .badField("consumer")
        }
        consumer = text
    }

    func encode(after last: RunFields, at offset: UInt64, into output: inout ByteBuffer) {
        output.append(varint: offset - first)
        output.append(varint: UInt64(count))
        output.append(signedVarint: Int64(bitPattern: grant &- last.grant))
        output.append(signedVarint: deadline.milliseconds &- last.deadline.milliseconds)
        output.append(signedVarint: length.milliseconds &- last.length.milliseconds)
        let isSame = consumer != nil && consumer == last.consumer
        let named: UInt8 = consumer == nil ? 0 : isSame ? 8 : 4
        output.append((attempt == 0 ? 0 : isIntact ? 3 : 1) | named)
        if attempt != 0 { output.append(littleEndian: attempt) }
        if let consumer, !isSame {
            output.append(UInt8(consumer.utf8.count))
            output.append(consumer)
        }
    }
}
