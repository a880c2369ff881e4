import Base

/// The settings that are tagged fields, each left out where it is what no mention means.
///
/// Tags ascend: 1 backoff, u64 ms each · 2 max deliveries, u32, 0 without limit · 3 dead letter, u8 (2 dropped,
/// 3 handed back, 4 queue, 5 topic, 6 exchange) and the name, or 7, the length of an exchange's name u8, the name
/// and the routing key · 4 ttl, u64 ms · 5 expires, u64 ms · 6 max length, u64 · 7 max bytes, u64 ·
/// 8 overflow, u8 (2 drops the head, 3 to the dead letters) · 9 paused, u8, 1 · 10 to 13: see `LaneSettings` ·
/// 20 to 29: see `Choosing` · 40 where the settings come from: see `Ruling+Coding`.
extension QueueSettings {
    private static let backoffTag: UInt8 = 1
    private static let deliveriesTag: UInt8 = 2
    private static let deadLetterTag: UInt8 = 3
    private static let ttlTag: UInt8 = 4
    private static let expiresTag: UInt8 = 5
    private static let lengthTag: UInt8 = 6
    private static let bytesTag: UInt8 = 7
    private static let overflowTag: UInt8 = 8
    private static let pausedTag: UInt8 = 9

    /// Takes in the tagged fields of an event, which are all there is of them.
    mutating func read(_ tagged: FieldReader) throws(FormatError) {
        var tagged = tagged
        var last: UInt8 = 0
        while !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag > last else { throw .badField("tag") }
            last = field.tag
            switch field.tag {
            case Self.backoffTag: backoff = try Self.backoff(field.bytes)
            case Self.deliveriesTag: maxDeliveries = try Self.deliveries(field.bytes)
            case Self.deadLetterTag: deadLetter = try DeadLetter(field.bytes)
            case Self.ttlTag: ttl = try Self.time(field.bytes)
            case Self.expiresTag: expires = try Self.time(field.bytes)
            case Self.lengthTag: lengthMax = try Self.number(field.bytes)
            case Self.bytesTag: bytesMax = try Self.number(field.bytes)
            case Self.overflowTag:
                guard field.bytes.count == 1, let mode = Overflow(rawValue: field.bytes[0]), mode != .reject
                else { throw .badField("overflow") }
                overflow = mode
            case Self.pausedTag:
                guard field.bytes.count == 1, field.bytes[0] == 1 else { throw .badField("paused") }
                isPaused = true
            case Choosing.tags: try choosing.read(field.tag, field.bytes)
            case Ruling<Self>.tag: ruling = try Ruling(field.bytes)
            default: guard try lanes.read(field.tag, field.bytes) else { throw .badField("tag") }
            }
        }
    }

    private static func time(_ bytes: ByteView) throws(FormatError) -> Interval {
        guard bytes.count == 8 else { throw .badField("tag") }
        let time = Interval(milliseconds: bytes.load(0, as: Int64.self))
        guard time >= .zero, time <= Limits.delayMax else { throw .badField("time") }
        return time
    }

    private static func number(_ bytes: ByteView) throws(FormatError) -> Int {
        guard bytes.count == 8 else { throw .badField("tag") }
        guard let number = Int(exactly: bytes.load(0, as: UInt64.self)), number > 0 else {
            throw .badField("number")
        }
        return number
    }

    private static func encode(_ tag: UInt8, _ number: Int64?, into output: inout ByteBuffer) {
        guard let number else { return }
        output.append(tag: tag, length: 8)
        output.append(littleEndian: number)
    }

    /// Writes what bounds the queue and its messages.
    private func encodeBounds(into output: inout ByteBuffer) {
        Self.encode(Self.ttlTag, ttl?.milliseconds, into: &output)
        Self.encode(Self.expiresTag, expires?.milliseconds, into: &output)
        Self.encode(Self.lengthTag, lengthMax.map(Int64.init), into: &output)
        Self.encode(Self.bytesTag, bytesMax.map(Int64.init), into: &output)
        if overflow != .reject {
            output.append(tag: Self.overflowTag, length: 1)
            output.append(overflow.rawValue)
        }
        guard isPaused else { return }
        output.append(tag: Self.pausedTag, length: 1)
        output.append(UInt8(1))
    }

    private static func deliveries(_ bytes: ByteView) throws(FormatError) -> Int? {
        guard bytes.count == 4 else { throw .badField("tag") }
        let number = Int(bytes.load(0, as: UInt32.self))
        guard number != Limits.deliveriesDefault, number <= Limits.deliveriesMax else {
            throw .badField("deliveries")
        }
        return number == 0 ? nil : number
    }

    /// A bound of the bytes that the tagged fields take.
    var taggedBytes: Int {
        96 + lanes.taggedBytes + 8 * backoff.count + Limits.nameBytesMax + Choosing.taggedBytes
            + Limits.routingKeyBytesMax + (ruling?.encodedBytesMax ?? 0)
    }

    /// Writes the tagged fields with their length before them.
    func encodeTagged(into output: inout ByteBuffer) {
        let start = output.count
        output.append(littleEndian: UInt32(0))
        if !backoff.isEmpty {
            output.append(tag: Self.backoffTag, length: 8 * backoff.count)
            for step in backoff { output.append(littleEndian: step.milliseconds) }
        }
        if maxDeliveries != Self.standard.maxDeliveries {
            output.append(tag: Self.deliveriesTag, length: 4)
            output.append(littleEndian: UInt32(maxDeliveries ?? 0))
        }
        deadLetter.encode(Self.deadLetterTag, into: &output)
        encodeBounds(into: &output)
        lanes.encode(into: &output)
        choosing.encode(into: &output)
        ruling?.encode(into: &output)
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
    }

    private static func backoff(_ bytes: ByteView) throws(FormatError) -> [Interval] {
        guard bytes.count % 8 == 0, (1...Limits.backoffStepsMax).contains(bytes.count / 8) else {
            throw .badField("backoff")
        }
        var steps: [Interval] = []
        for start in stride(from: 0, to: bytes.count, by: 8) {
            let step = Interval(milliseconds: bytes.load(start, as: Int64.self))
            guard step >= .zero, step <= Limits.delayMax else { throw .badField("backoff") }
            steps.append(step)
        }
        return steps
    }
}

extension DeadLetter {
    private var code: UInt8 {
        switch self {
        case .automatic: 1
        case .dropped: 2
        case .handedBack: 3
        case .queue: 4
        case .topic: 5
        case .exchange(_, routingKey: nil): 6
        case .exchange: 7
        }
    }

    fileprivate init(_ bytes: ByteView) throws(FormatError) {
        guard let code = bytes.first else { throw .badField("dead letter") }
        let name = bytes.dropping(1)
        switch code {
        case 2 where name.isEmpty: self = .dropped
        case 3 where name.isEmpty: self = .handedBack
        case 4, 5, 6:
            try Self.check(name)
            self =
                code == 4
                ? .queue(name.string)
                : code == 5 ? .topic(name.string) : .exchange(name.string, routingKey: nil)
        case 7:
            guard let length = name.first, Int(length) < name.count else { throw .badField("name") }
            try Self.check(name[1..<1 + Int(length)])
            guard let key = name.dropping(1 + Int(length)).validString,
                key.utf8.count <= Limits.routingKeyBytesMax
            else { throw .badField("routing key") }
            self = .exchange(name[1..<1 + Int(length)].string, routingKey: key)
        default: throw .badField("dead letter")
        }
    }

    private static func check(_ name: ByteView) throws(FormatError) {
        do { try NameText.validate(name) } catch { throw .badField("name") }
    }

    fileprivate func encode(_ tag: UInt8, into output: inout ByteBuffer) {
        var name = ""
        switch self {
        case .automatic: return
        case .dropped, .handedBack: break
        case .queue(let target), .topic(let target), .exchange(let target, routingKey: nil): name = target
        case .exchange(let target, let key?):
            output.append(tag: tag, length: 2 + target.utf8.count + key.utf8.count)
            output.append(code)
            output.append(UInt8(target.utf8.count))
            output.append(target)
            return output.append(key)
        }
        output.append(tag: tag, length: 1 + name.utf8.count)
        output.append(code)
        output.append(name)
    }
}
