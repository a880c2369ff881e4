import Base

/// The members of a batch's item, in the order of `BatchRecord.memberNames`.
private enum RecordMember: UInt16 {
    case key, keyBase64, headers, value, text, base64, tombstone, eventTime, contentType, expectedKeyOffset
    case delay, at, ttl, group, dedupeID, priority

    var bit: UInt16 { 1 << rawValue }

    /// The member of this name, most frequent first.
    @inline(__always)
    init?(_ name: ByteView) {
        if name == "value" {
            self = .value
        } else if name == "key" {
            self = .key
        } else if name == "headers" {
            self = .headers
        } else {
            self.init(rare: name)
        }
    }

    private init?(rare name: ByteView) {
        if name == "text" {
            self = .text
        } else if name == "base64" {
            self = .base64
        } else if name == "key_base64" {
            self = .keyBase64
        } else if name == "event_time" {
            self = .eventTime
        } else if name == "content_type" {
            self = .contentType
        } else if name == "tombstone" {
            self = .tombstone
        } else if name == "expected_key_offset" {
            self = .expectedKeyOffset
        } else {
            self.init(ofQueue: name)
        }
    }

    private init?(ofQueue name: ByteView) {
        if name == "delay" {
            self = .delay
        } else if name == "ttl" {
            self = .ttl
        } else if name == "priority" {
            self = .priority
        } else if name == "group" {
            self = .group
        } else if name == "dedupe_id" {
            self = .dedupeID
        } else if name == "at" {
            self = .at
        } else {
            return nil
        }
    }
}

extension JSONCursor {
    /// Reads one item of a batch, from its opening brace to its closing one.
    mutating func read(_ record: inout BatchRecord) throws(JSONError) {
        skipSpace()
        let start = index
        guard take("{") else { throw expected(.object) }
        var seen: UInt16 = 0
        var bodies = 0
        if !take("}") {
            repeat {
                try readMember(&record, &seen, &bodies, isFirst: seen == 0)
            } while take(",")
            guard take("}") else { throw expected(.commaOrEnd) }
        }
        record.range = start..<index
        if bodies == 0 { throw JSONError(.missingBody, at: start) }
        if record.key == nil {
            if record.body == .tombstone { throw JSONError(.tombstoneWithoutKey, at: start) }
            if record.expectedKey != .unstated { throw JSONError(.expectationWithoutKey, at: start) }
        }
    }

    @inline(__always)
    private mutating func readMember(
        _ record: inout BatchRecord, _ seen: inout UInt16, _ bodies: inout Int, isFirst: Bool
    ) throws(JSONError) {
        let name = try name(orEnd: isFirst)
        guard let member = member(name) else { throw refused(.unknownMember, name) }
        if seen & member.bit != 0 { throw refused(.duplicateMember, name) }
        seen |= member.bit
        let bodiesBefore = bodies
        skipSpace()
        switch member {
        case .value:
            firstBreak = -1
            let start = try skipValue()
            record.bodyHasBreaks = firstBreak >= 0
            record.bodyRange = start..<index
            record.body = .value
            bodies += 1
        case .text, .base64:
            let text = try text(of: name)
            record.body = member == .text ? .text : .base64
            record.bodyRange = text.range
            record.bodyHasEscapes = text.hasEscapes
            bodies += 1
        case .tombstone:
            if try flag(of: name) {
                record.body = .tombstone
                bodies += 1
            }
        case .key, .keyBase64:
            if try isNull() { break }
            if record.key != nil { throw refused(.secondKey, name) }
            record.key = try text(of: name)
            record.isKeyBase64 = member == .keyBase64
        case .headers:
            if try isNull() { break }
            guard current == UInt8(ascii: "{") else { throw wrongType(.object, name) }
            let start = try skipValue(depthMax: 2)
            record.headers = start..<index
        case .eventTime: if try !isNull() { record.eventTime = try time(of: name) }
        case .contentType:
            record.contentType = try isNull() ? .none : .text(try text(of: name))
        case .expectedKeyOffset: if try !isNull() { record.expectedKey = try expectedKey(of: name) }
        case .delay, .at, .ttl, .group, .dedupeID, .priority:
            if try isNull() { break }
            var traits = record.traits ?? BatchRecord.Traits()
            try read(member, name, into: &traits)
            record.traits = traits
        }
        if bodies > 1, bodies > bodiesBefore { throw refused(.secondBody, name) }
    }

    /// Reads what a queue is told.
    private mutating func read(
        _ member: RecordMember, _ name: JSONStringRange, into traits: inout BatchRecord.Traits
    ) throws(JSONError) {
        switch member {
        case .delay: traits.delay = try duration(of: name)
        case .at: traits.at = try time(of: name)
        case .ttl: traits.ttl = try duration(of: name)
        case .group: traits.group = try shortText(of: name)
        case .dedupeID: traits.dedupeID = try shortText(of: name)
        default:
            guard let value = try wholeNumber(), value <= Limits.prioritiesMax - 1 else {
                throw refused(.outOfRange(lowest: 0, highest: Limits.prioritiesMax - 1), name)
            }
            traits.priority = value
        }
        if traits.delay != nil, traits.at != nil { throw refused(.secondDelay, name) }
    }

    @inline(__always)
    private func member(_ name: JSONStringRange) -> RecordMember? {
        if !name.hasEscapes { return RecordMember(view(name.range)) }
        var plain = ByteBuffer(capacity: name.range.count)
        JSONString.unescape(view(name.range), into: &plain)
        return RecordMember(plain.bytes)
    }

    private func refused(_ reason: JSONError.Reason, _ name: JSONStringRange) -> JSONError {
        JSONError(reason, at: name.range.lowerBound - 1, name: name.range)
    }

    private func wrongType(_ type: JSONType, _ name: JSONStringRange) -> JSONError {
        if index == end { return JSONError(.expected(.value), at: index, name: name.range) }
        return JSONError(.wrongType(type), at: index, name: name.range)
    }

    private mutating func isNull() throws(JSONError) -> Bool {
        guard current == UInt8(ascii: "n") else { return false }
        _ = try skipValue()
        return true
    }

    private mutating func text(of name: JSONStringRange) throws(JSONError) -> JSONStringRange {
        guard current == UInt8(ascii: "\"") else { throw wrongType(.string, name) }
        return try string()
    }

    private mutating func flag(of name: JSONStringRange) throws(JSONError) -> Bool {
        let first = current
        guard first == UInt8(ascii: "t") || first == UInt8(ascii: "f") else {
            throw wrongType(.boolean, name)
        }
        _ = try skipValue()
        return first == UInt8(ascii: "t")
    }

    /// A whole number below 2^53; `"none"` or -1 for none.
    private mutating func expectedKey(of name: JSONStringRange) throws(JSONError) -> BatchRecord.ExpectedKey {
        if current == UInt8(ascii: "\"") {
            let text = try string()
            guard view(text.range) == "none" else { throw refused(.wrongType(.integer), name) }
            return .none
        }
        guard current == UInt8(ascii: "-") || current.decimalDigit != nil else {
            throw wrongType(.integer, name)
        }
        let start = try skipValue()
        let digits = view(start..<index)
        if digits == "-1" { return .none }
        var value: UInt64 = 0
        for place in 0..<digits.count {
            guard let digit = digits[place].decimalDigit else { throw refused(.wrongType(.integer), name) }
            value = min(value * 10 + UInt64(digit), 1 << 53)
        }
        guard value < 1 << 53 else { throw refused(.outOfRange(lowest: 0, highest: 1 << 53 - 1), name) }
        return .offset(Offset(value))
    }

    /// A duration of up to 100 years; a negative one is out of range rather than malformed.
    private mutating func duration(of name: JSONStringRange) throws(JSONError) -> Interval {
        if current == UInt8(ascii: "0"), try wholeNumber() == 0 { return .zero }
        guard current == UInt8(ascii: "\"") else { throw wrongType(.duration, name) }
        let start = index
        let text = view(try string().range)
        let highest = Int(Limits.delayMax.milliseconds)
        if text.first == UInt8(ascii: "-") { throw refused(.outOfRange(lowest: 0, highest: highest), name) }
        let interval: Interval
        do throws(TextError) { interval = try DurationText.parse(text) } catch {
            throw JSONError(.text(error), at: start, name: name.range)
        }
        guard interval <= Limits.delayMax else {
            throw refused(.outOfRange(lowest: 0, highest: highest), name)
        }
        return interval
    }

    /// A text that has something in it, but not much.
    private mutating func shortText(of name: JSONStringRange) throws(JSONError) -> JSONStringRange {
        let found = try text(of: name)
        guard (1...Limits.messageNameBytesMax).contains(found.range.count) else {
            throw refused(.outOfRange(lowest: 1, highest: Limits.messageNameBytesMax), name)
        }
        return found
    }

    /// A number of a few digits; nil for anything else.
    private mutating func wholeNumber() throws(JSONError) -> Int? {
        let start = index
        _ = try skipValue()
        let digits = view(start..<index)
        guard digits.count <= 4 else { return nil }
        var value = 0
        for place in 0..<digits.count {
            guard let digit = digits[place].decimalDigit else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private mutating func time(of name: JSONStringRange) throws(JSONError) -> Instant {
        let start = index
        let text = try text(of: name)
        var plain = ByteBuffer()
        if text.hasEscapes { JSONString.unescape(view(text.range), into: &plain) }
        do throws(TextError) {
            return try TimestampText.parse(text.hasEscapes ? plain.bytes : view(text.range))
        } catch { throw JSONError(.text(error), at: start, name: name.range) }
    }
}
