package import Base

/// A message waits, seen by nobody, until it is committed or rolled back, or its deadline has passed.
///
/// ```
///  0  8  event header
///  8  8  number
/// 16  8  prepared at, ms
/// 24  8  deadline, ms
/// 32  4  topic or queue
/// 36  4  partition that was asked for; 0xFFFFFFFF: as its key says
/// 40  4  namespace
/// 44  4  length of the tagged fields; 1: delay i64 ms; 2: ready at i64 ms; 3: ttl i64 ms; 4: group u64;
///        5: dedupe u64; 6: priority u8
/// 48     the line's suffix, ending in LF
/// ```
package struct MessagePrepared: Equatable, Sendable {
    package var number: UInt64
    package var preparedAt: Instant
    package var deadline: Instant
    package var namespace: EntityID
    package var target: EntityID
    package var partition: UInt32?
    /// When it is ready in a queue, from its commit on; not both.
    package var delay: Interval?
    package var readyAt: Instant?
    package var ttl: Interval?
    package var group: UInt64 = 0
    package var dedupe: UInt64 = 0
    package var priority: UInt8 = 0
    /// Empty once it has ended.
    package var line: [UInt8]

    package init(
        number: UInt64, preparedAt: Instant, deadline: Instant, namespace: EntityID, target: EntityID,
        partition: UInt32?, line: [UInt8]
    ) {
        self.number = number
        self.preparedAt = preparedAt
        self.deadline = deadline
        self.namespace = namespace
        self.target = target
        self.partition = partition
        self.line = line
    }
}

extension MessagePrepared {
    private static let noPartition = UInt32.max

    /// Reads its fields, and no more.
    package init(_ fields: inout FieldReader) throws(FormatError) {
        number = try fields.next(UInt64.self)
        preparedAt = try fields.instant()
        deadline = try fields.instant()
        target = try fields.entity()
        let partition = try fields.next(UInt32.self)
        self.partition = partition == Self.noPartition ? nil : partition
        namespace = try fields.entity()
        guard number < 1 << 53, partition == Self.noPartition || partition < Limits.partitionsMax else {
            throw .badField("prepared")
        }
        line = []
        var tagged = try fields.tagged()
        var last: UInt8 = 0
        while !tagged.isAtEnd {
            let (tag, bytes) = try tagged.tag()
            guard tag > last else { throw .badField("tag") }
            last = tag
            try take(tag, FieldReader(bytes))
        }
        line = try fields.rest().array
        guard line.isEmpty || line.last == UInt8(ascii: "\n") else { throw .badField("line") }
    }

    private mutating func take(_ tag: UInt8, _ bytes: FieldReader) throws(FormatError) {
        var bytes = bytes
        switch tag {
        case 1: delay = Interval(milliseconds: try bytes.next(Int64.self))
        case 2: readyAt = try bytes.instant()
        case 3: ttl = Interval(milliseconds: try bytes.next(Int64.self))
        case 4: group = try Self.nonZero(try bytes.next(UInt64.self))
        case 5: dedupe = try Self.nonZero(try bytes.next(UInt64.self))
        case 6: priority = try Self.nonZero(try bytes.next(UInt8.self))
        default: throw .badField("tag")
        }
        try bytes.end()
    }

    /// What is zero is left out.
    private static func nonZero<Word: FixedWidthInteger>(_ word: Word) throws(FormatError) -> Word {
        if word == 0 { throw .badField("tag") }
        return word
    }

    /// Writes everything but a header.
    package func encodeFields(into output: inout ByteBuffer) {
        output.append(littleEndian: number)
        output.append(preparedAt)
        output.append(deadline)
        output.append(target)
        output.append(littleEndian: partition ?? Self.noPartition)
        output.append(namespace)
        let start = output.count
        output.appendNoTagged()
        if let delay { output.append(tag: 1, word: delay.milliseconds) }
        if let readyAt { output.append(tag: 2, word: readyAt.milliseconds) }
        if let ttl { output.append(tag: 3, word: ttl.milliseconds) }
        if group != 0 { output.append(tag: 4, word: Int64(bitPattern: group)) }
        if dedupe != 0 { output.append(tag: 5, word: Int64(bitPattern: dedupe)) }
        if priority != 0 {
            output.append(tag: 6, length: 1)
            output.append(priority)
        }
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
        line.withByteView { output.append($0) }
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.messagePrepared)
        encodeFields(into: &output)
        output.endEvent(start)
    }
}

extension ByteBuffer {
    fileprivate mutating func append(tag: UInt8, word: Int64) {
        append(tag: tag, length: 8)
        append(littleEndian: word)
    }
}
