import Base

/// The settings of a group, and whether it is paused, in `group_declared` and `group_changed`.
///
/// ```
///  0  1  assignor: 1 sticky, 2 range
///  1  1  start: 1 earliest, 2 latest
///  2  1  bits: 1 ephemeral, 2 paused
///  3  1  zero
///  4  4  session timeout, ms
///  8  4  processing timeout, ms
/// ```
/// Tagged fields, ascending, left out where there is none: 1 offsets expire after, u64 ms · 2 topics, as
/// `Subscription` writes them.
extension GroupSettings {
    private static let expireTag: UInt8 = 1
    private static let topicsTag: UInt8 = 2
    private static let ephemeralBit: UInt8 = 1
    private static let pausedBit: UInt8 = 2

    static func read(_ fields: inout FieldReader) throws(FormatError) -> (GroupSettings, isPaused: Bool) {
        guard let assignor = Assignor(rawValue: try fields.next(UInt8.self)) else {
            throw .badField("assignor")
        }
        guard let start = GroupStart(rawValue: try fields.next(UInt8.self)) else { throw .badField("start") }
        let bits = try fields.next(UInt8.self)
        guard bits <= 3 else { throw .badField("bits") }
        try fields.zero(UInt8.self)
        let settings = GroupSettings(
            assignor: assignor, start: start, isEphemeral: bits & ephemeralBit != 0,
            sessionTimeout: Interval(milliseconds: Int64(try fields.next(UInt32.self))),
            processingTimeout: Interval(milliseconds: Int64(try fields.next(UInt32.self))))
        guard settings.sessionTimeout > .zero, settings.processingTimeout > .zero else {
            throw .badField("timeout")
        }
        return (settings, bits & pausedBit != 0)
    }

    mutating func read(_ tagged: FieldReader) throws(FormatError) {
        var tagged = tagged
        var last: UInt8 = 0
        while !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag > last else { throw .badField("tag") }
            last = field.tag
            switch field.tag {
            case Self.expireTag where field.bytes.count == 8:
                let length = field.bytes.load(0, as: Int64.self)
                guard length > 0, length <= 1 << 53 else { throw .badField("tag") }
                offsetsExpire = Interval(milliseconds: length)
            case Self.topicsTag:
                var reader = FieldReader(field.bytes)
                topics = try Subscription(&reader)
                try reader.end()
            default: throw .badField("tag")
            }
        }
    }

    func encode(isPaused: Bool, into output: inout ByteBuffer) {
        output.append(assignor.rawValue)
        output.append(start.rawValue)
        output.append((isEphemeral ? Self.ephemeralBit : 0) | (isPaused ? Self.pausedBit : 0))
        output.append(UInt8(0))
        output.append(littleEndian: UInt32(clamping: sessionTimeout.milliseconds))
        output.append(littleEndian: UInt32(clamping: processingTimeout.milliseconds))
    }

    func encodeTagged(into output: inout ByteBuffer) {
        let start = output.count
        output.append(littleEndian: UInt32(0))
        if let offsetsExpire {
            output.append(tag: Self.expireTag, length: 8)
            output.append(littleEndian: offsetsExpire.milliseconds)
        }
        if let topics {
            output.append(tag: Self.topicsTag, length: topics.encodedBytes)
            topics.encode(into: &output)
        }
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
    }

    /// Bytes of the tagged fields, at most.
    var taggedBytes: Int { 16 + (topics.map { 4 + $0.encodedBytes } ?? 0) }
}
