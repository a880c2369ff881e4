import Base

/// The settings that are tagged fields, each left out where it is what no mention means.
///
/// Tags ascend: 1 retention time u64 ms · 2 retention bytes u64 · 3 retention count u64 · 4 cleanup u8 ·
/// 5 tombstone time u64 ms · 40 where the settings come from: see `Ruling+Coding`.
extension TopicSettings {
    private static let numberMax: UInt64 = 1 << 53
    private static let timeTag: UInt8 = 1
    private static let bytesTag: UInt8 = 2
    private static let countTag: UInt8 = 3
    private static let cleanupTag: UInt8 = 4
    private static let tombstoneTag: UInt8 = 5

    /// Takes in the tagged fields of an event, which are all there is of them.
    mutating func read(_ tagged: FieldReader) throws(FormatError) {
        var tagged = tagged
        var last: UInt8 = 0
        while !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag > last else { throw .badField("tag") }
            last = field.tag
            switch field.tag {
            case Self.timeTag:
                retention.time = Interval(milliseconds: Int64(try Self.number(field.bytes, from: 1)))
            case Self.bytesTag: retention.bytes = Int(try Self.number(field.bytes, from: 1))
            case Self.countTag: retention.count = Int(try Self.number(field.bytes, from: 1))
            case Self.cleanupTag:
                guard field.bytes.count == 1, let found = Cleanup(rawValue: field.bytes[0]),
                    found != .delete
                else { throw .badField("cleanup") }
                cleanup = found
            case Self.tombstoneTag:
                tombstoneTime = Interval(milliseconds: Int64(try Self.number(field.bytes, from: 0)))
                guard tombstoneTime != Self.standard.tombstoneTime else { throw .badField("tombstone") }
            case Ruling<Self>.tag: ruling = try Ruling(field.bytes)
            default: throw .badField("tag")
            }
        }
    }

    /// A bound of the bytes that the tagged fields take.
    var taggedBytes: Int { 64 + (ruling?.encodedBytesMax ?? 0) }

    /// Writes the tagged fields with their length before them.
    func encodeTagged(into output: inout ByteBuffer) {
        let start = output.count
        output.append(littleEndian: UInt32(0))
        if let time = retention.time { output.append(tag: Self.timeTag, time.milliseconds) }
        if let bytes = retention.bytes { output.append(tag: Self.bytesTag, Int64(bytes)) }
        if let count = retention.count { output.append(tag: Self.countTag, Int64(count)) }
        if cleanup != .delete {
            output.append(tag: Self.cleanupTag, length: 1)
            output.append(cleanup.rawValue)
        }
        if tombstoneTime != Self.standard.tombstoneTime {
            output.append(tag: Self.tombstoneTag, tombstoneTime.milliseconds)
        }
        ruling?.encode(into: &output)
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
    }

    private static func number(_ bytes: ByteView, from lowest: UInt64) throws(FormatError) -> UInt64 {
        guard bytes.count == 8 else { throw .badField("tag") }
        let number = bytes.load(0, as: UInt64.self)
        guard (lowest...numberMax).contains(number) else { throw .badField("tag") }
        return number
    }
}

extension ByteBuffer {
    fileprivate mutating func append(tag: UInt8, _ number: Int64) {
        append(tag: tag, length: 8)
        append(littleEndian: number)
    }
}
