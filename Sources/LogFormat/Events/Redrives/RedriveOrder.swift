import Base

/// What a redrive is told to do.
package struct RedriveOrder: Equatable, Sendable {
    /// Where messages go.
    package enum Target: Equatable, Sendable {
        /// Each to the queue that it died in last.
        case origin
        case queue(String)
        case topic(String)
    }

    package var target = Target.origin
    /// The text of the pattern that messages must match; empty for none.
    package var filter: [UInt8] = []
    /// The messages meant, ascending; empty for all.
    package var places: [LaneOffset] = []
    /// Messages a second at most; 0 without a bound.
    package var rate: UInt32 = 0
    /// Messages in all at most; 0 without a bound.
    package var most: UInt64 = 0
    /// Names of headers that are left out, in lower case.
    package var strippedHeaders: [String] = []
    /// Whether messages keep the failures with which they died.
    package var keepsFailures = false
    /// It stops once so many of what was redriven came back; 0 for never.
    package var failuresMax: UInt32 = 0

    package init(target: Target = .origin) { self.target = target }
}

/// The tagged fields of a `redrive_started` event, each left out where it is what no mention means.
///
/// Tags ascend: 1 target, u8 (1 queue, 2 topic) and its name · 2 pattern · 3 messages, u64 each with the lane in the
/// upper bits · 4 messages a second, u32 · 5 messages in all, u64 · 6 headers left out, each with a u16 length ·
/// 7 failures after which it stops, u32 · 8 messages keep their failures, u8, 1.
extension RedriveOrder {
    init(_ tagged: FieldReader) throws(FormatError) {
        self.init()
        var tagged = tagged
        var last: UInt8 = 0
        while !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag > last, !field.bytes.isEmpty else { throw .badField("tag") }
            last = field.tag
            try read(field.tag, field.bytes)
        }
    }

    private mutating func read(_ tag: UInt8, _ bytes: ByteView) throws(FormatError) {
        var fields = FieldReader(bytes)
        switch tag {
        case 1:
            let kind = try fields.next(UInt8.self)
            let name = try fields.rest()
            do { try NameText.validate(name) } catch { throw .badField("name") }
            guard kind == 1 || kind == 2 else { throw .badField("target") }
            target = kind == 1 ? .queue(name.string) : .topic(name.string)
        case 2:
            guard bytes.count <= Limits.patternBytesMax else { throw .badField("pattern") }
            filter = try fields.rest().array
        case 3:
            guard bytes.count <= 8 * Limits.redriveMessagesMax else { throw .badField("messages") }
            while !fields.isAtEnd {
                let place = try fields.laneOffset()
                if let last = places.last, place <= last { throw .badField("messages") }
                places.append(place)
            }
        case 4: rate = try fields.amount(UInt32.self)
        case 5: most = try fields.amount(UInt64.self)
        case 6:
            while !fields.isAtEnd {
                let name = try fields.take(Int(try fields.next(UInt16.self)))
                guard let text = name.validString, strippedHeaders.count < Limits.headerCountMax else {
                    throw .badField("headers")
                }
                strippedHeaders.append(text)
            }
        case 7: failuresMax = try fields.amount(UInt32.self)
        case 8:
            guard try fields.next(UInt8.self) == 1 else { throw .badField("tag") }
            keepsFailures = true
        default: throw .badField("tag")
        }
        try fields.end()
    }

    /// A bound of the bytes that the tagged fields take.
    var taggedBytes: Int {
        64 + Limits.nameBytesMax + filter.count + 8 * places.count
            + strippedHeaders.reduce(0) { $0 + 2 + $1.utf8.count }
    }

    /// Writes the tagged fields with their length before them.
    func encodeTagged(into output: inout ByteBuffer) {
        let start = output.count
        output.append(littleEndian: UInt32(0))
        switch target {
        case .origin: break
        case .queue(let name), .topic(let name):
            output.append(tag: 1, length: 1 + name.utf8.count)
            output.append(UInt8(target == .queue(name) ? 1 : 2))
            output.append(name)
        }
        if !filter.isEmpty {
            output.append(tag: 2, length: filter.count)
            output.append(filter)
        }
        if !places.isEmpty {
            output.append(tag: 3, length: 8 * places.count)
            for place in places { output.append(littleEndian: place.packed) }
        }
        if rate > 0 {
            output.append(tag: 4, length: 4)
            output.append(littleEndian: rate)
        }
        if most > 0 {
            output.append(tag: 5, length: 8)
            output.append(littleEndian: most)
        }
        if !strippedHeaders.isEmpty {
            output.append(tag: 6, length: strippedHeaders.reduce(0) { $0 + 2 + $1.utf8.count })
            for name in strippedHeaders { output.append(name: name) }
        }
        if failuresMax > 0 {
            output.append(tag: 7, length: 4)
            output.append(littleEndian: failuresMax)
        }
        if keepsFailures {
            output.append(tag: 8, length: 1)
            output.append(1)
        }
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
    }
}

extension FieldReader {
    /// A number that is left out where it is 0.
    fileprivate mutating func amount<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type
    ) throws(FormatError) -> T {
        let number = try next(type)
        guard number > 0 else { throw .badField("tag") }
        return number
    }
}
