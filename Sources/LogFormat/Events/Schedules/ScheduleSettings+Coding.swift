import Base

/// The settings of a schedule, and its name.
///
/// ```
///  0  1  timing: 1 at, 2 every, 3 cron
///  1  1  misfire: 1 once, 2 skip, 3 all
///  2  1  target: 1 queue, 2 topic, 3 exchange
///  3  1  zero
///  4  8  the time, or the distance of two runs, ms; 0 of cron
/// 12  4  length of the tagged fields, and those
/// ..     name · name of the target · length u32 and bytes of the suffix of the message's line
/// ```
/// Tagged fields, ascending, left out where there is none: 1 cron expression · 2 time zone · 3 until, i64 ms ·
/// 4 routing key · 5 delay, u64 ms · 6 ttl, u64 ms · 7 priority, u8 · 8 hash of the group, u64 · 9 hash of the id
/// for deduplication, u64.
extension ScheduleSettings {
    private enum Tag: UInt8 {
        case cron = 1, zone, until, routingKey, delay, ttl, priority, group, dedupe
    }

    /// What the tagged fields say.
    private struct Tagged {
        var cron: String?
        var zone: String?
        var routingKey: String?
        var until: Instant?
        /// Delay, ttl, priority and hashes; the line is not in it.
        var message = ScheduledMessage(line: [])

        init(_ tagged: FieldReader) throws(FormatError) {
            var tagged = tagged
            var last: UInt8 = 0
            while !tagged.isAtEnd {
                let field = try tagged.tag()
                guard field.tag > last, let tag = Tag(rawValue: field.tag) else { throw .badField("tag") }
                last = field.tag
                switch tag {
                case .cron: cron = try Self.text(field.bytes)
                case .zone: zone = try Self.text(field.bytes)
                case .routingKey: routingKey = try Self.text(field.bytes)
                case .until: until = Instant(milliseconds: try Self.number(field.bytes))
                case .delay: message.delay = try Self.interval(field.bytes)
                case .ttl: message.ttl = try Self.interval(field.bytes)
                case .group: message.group = try Self.hash(field.bytes)
                case .dedupe: message.dedupe = try Self.hash(field.bytes)
                case .priority:
                    guard field.bytes.count == 1 else { throw .badField("tag") }
                    message.priority = field.bytes[0]
                }
            }
        }

        private static func text(_ bytes: ByteView) throws(FormatError) -> String {
            guard let text = bytes.validString else { throw .badField("tag") }
            return text
        }

        private static func number(_ bytes: ByteView) throws(FormatError) -> Int64 {
            guard bytes.count == 8 else { throw .badField("tag") }
            return bytes.load(0, as: Int64.self)
        }

        private static func hash(_ bytes: ByteView) throws(FormatError) -> UInt64 {
            let hash = UInt64(bitPattern: try number(bytes))
            guard hash != 0 else { throw .badField("hash") }
            return hash
        }

        private static func interval(_ bytes: ByteView) throws(FormatError) -> Interval {
            let length = try number(bytes)
            guard length >= 0, length <= Limits.delayMax.milliseconds else { throw .badField("interval") }
            return Interval(milliseconds: length)
        }
    }

    static func read(
        _ fields: inout FieldReader
    ) throws(FormatError) -> (name: String, settings: ScheduleSettings) {
        let (timing, misfire) = (try fields.next(UInt8.self), Misfire(rawValue: try fields.next(UInt8.self)))
        let target = try fields.next(UInt8.self)
        try fields.zero(UInt8.self)
        let number = try fields.next(Int64.self)
        guard let misfire else { throw .badField("misfire") }
        let tagged = try Tagged(try fields.tagged())
        let name = try fields.name()
        let targetName = try fields.name()
        let line = try fields.take(Int(try fields.next(UInt32.self)))
        guard line.isEmpty || line.last == 0x0A else { throw .badField("line") }
        var message = tagged.message
        message.line = line.array
        let settings = ScheduleSettings(
            timing: try Self.timing(timing, number, tagged), misfire: misfire, until: tagged.until,
            target: try Self.target(target, targetName, tagged), message: message)
        return (name, settings)
    }

    private static func timing(
        _ code: UInt8, _ number: Int64, _ tagged: Tagged
    ) throws(FormatError) -> ScheduleTiming {
        switch (code, tagged.cron, tagged.zone) {
        case (1, nil, nil): return .at(Instant(milliseconds: number))
        case (2, nil, nil) where number > 0: return .every(Interval(milliseconds: number))
        case (3, let text?, let zone?) where number == 0: return .cron(text, zone: zone)
        default: throw .badField("timing")
        }
    }

    private static func target(
        _ code: UInt8, _ name: String, _ tagged: Tagged
    ) throws(FormatError) -> ScheduleTarget {
        switch (code, tagged.routingKey) {
        case (1, nil): return .queue(name)
        case (2, nil): return .topic(name)
        case (3, let key) where key != "": return .exchange(name, routingKey: key ?? "")
        default: throw .badField("target")
        }
    }

    /// A bound of the bytes that `encode` writes.
    var encodedBytesMax: Int {
        var texts = 0
        if case .cron(let text, let zone) = timing { texts += text.utf8.count + zone.utf8.count }
        if case .exchange(_, let key) = target { texts += key.utf8.count }
        return 256 + 2 * Limits.nameBytesMax + texts + message.line.count
    }

    func encode(name: String, into output: inout ByteBuffer) {
        let (timing, number): (UInt8, Int64) =
            switch self.timing {
            case .at(let instant): (1, instant.milliseconds)
            case .every(let interval): (2, interval.milliseconds)
            case .cron: (3, 0)
            }
        output.append(timing)
        output.append(misfire.rawValue)
        switch target {
        case .queue: output.append(UInt8(1))
        case .topic: output.append(UInt8(2))
        case .exchange: output.append(UInt8(3))
        }
        output.append(UInt8(0))
        output.append(littleEndian: number)
        let start = output.count
        output.append(littleEndian: UInt32(0))
        encodeTagged(into: &output)
        output.store(littleEndian: UInt32(output.count - start - 4), at: start)
        output.append(name: name)
        output.append(name: target.name)
        output.append(littleEndian: UInt32(message.line.count))
        message.line.withByteView { output.append($0) }
    }

    private func encodeTagged(into output: inout ByteBuffer) {
        if case .cron(let text, let zone) = timing {
            Self.append(.cron, text, into: &output)
            Self.append(.zone, zone, into: &output)
        }
        Self.append(.until, until?.milliseconds, into: &output)
        if case .exchange(_, let key) = target, !key.isEmpty { Self.append(.routingKey, key, into: &output) }
        Self.append(.delay, message.delay?.milliseconds, into: &output)
        Self.append(.ttl, message.ttl?.milliseconds, into: &output)
        if let priority = message.priority {
            output.append(tag: Tag.priority.rawValue, length: 1)
            output.append(priority)
        }
        if message.group != 0 { Self.append(.group, Int64(bitPattern: message.group), into: &output) }
        if message.dedupe != 0 { Self.append(.dedupe, Int64(bitPattern: message.dedupe), into: &output) }
    }

    private static func append(_ tag: Tag, _ text: String, into output: inout ByteBuffer) {
        output.append(tag: tag.rawValue, length: text.utf8.count)
        output.append(text)
    }

    private static func append(_ tag: Tag, _ number: Int64?, into output: inout ByteBuffer) {
        guard let number else { return }
        output.append(tag: tag.rawValue, length: 8)
        output.append(littleEndian: number)
    }
}
