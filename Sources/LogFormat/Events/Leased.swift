package import Base

/// Messages of a queue were handed to one consumer.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  runs n
/// 16  8  deadline, ms
/// 24  4  length of the leases, ms
/// 28  4  length of the tagged fields; 1: attempt u64, 2: consumer
/// ..  16 × n  runs
/// ```
package struct Leased: Equatable, Sendable {
    package var queue: EntityID
    /// Length of the leases, in ms at least 1.
    package var lease: Interval
    /// When they end unless settled before.
    package var deadline: Instant
    /// What the receiver called its attempt, hashed; 0 for none.
    package var attempt: UInt64
    /// The receiver's name for itself, if it gave one.
    package var consumer: String?
    /// Which runs of the arena, disjoint and ascending.
    package var runs: Range<Int>

    package init(
        queue: EntityID, lease: Interval, deadline: Instant, attempt: UInt64 = 0, consumer: String? = nil,
        runs: Range<Int>
    ) {
        self.queue = queue
        self.lease = lease
        self.deadline = deadline
        self.attempt = attempt
        self.consumer = consumer
        self.runs = runs
    }
}

extension Leased {
    private static let attemptTag: UInt8 = 1
    private static let consumerTag: UInt8 = 2

    init(_ fields: inout FieldReader, into arena: inout [SlotRun]) throws(FormatError) {
        queue = try fields.entity()
        let count = try fields.next(UInt32.self)
        deadline = try fields.instant()
        lease = try fields.lease()
        attempt = 0
        consumer = nil
        var tagged = try fields.tagged()
        while !tagged.isAtEnd {
            let field = try tagged.tag()
            switch field.tag {
            case Self.attemptTag where field.bytes.count == 8 && attempt == 0:
                attempt = field.bytes.load(0, as: UInt64.self)
            case Self.consumerTag where field.bytes.count <= Limits.consumerBytesMax && consumer == nil:
                guard let name = field.bytes.validString else { throw .badField("consumer") }
                consumer = name
            default: throw .badField("tag")
            }
        }
        runs = try SlotRun.decode(count, from: try fields.rest(), ended: false, into: &arena)
    }

    /// Bytes of the tagged fields.
    private var taggedBytes: Int { (attempt == 0 ? 0 : 12) + (consumer.map { 4 + $0.utf8.count } ?? 0) }

    func encode(into output: inout ByteBuffer, runs arena: [SlotRun]) {
        let start = output.beginEvent(.leased)
        output.append(queue)
        output.append(littleEndian: UInt32(runs.count))
        output.append(deadline)
        output.append(lease: lease)
        output.append(littleEndian: UInt32(taggedBytes))
        if attempt != 0 {
            output.append(tag: Self.attemptTag, length: 8)
            output.append(littleEndian: attempt)
        }
        if let consumer {
            output.append(tag: Self.consumerTag, length: consumer.utf8.count)
            output.append(consumer)
        }
        for index in runs { arena[index].encode(into: &output) }
        output.endEvent(start)
    }
}
