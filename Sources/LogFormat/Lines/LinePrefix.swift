import Base

/// The part of a line that is made when it is read, ready to copy, with its offset counted up in place.
///
/// Holds `LEAD"partition":0,"offset":17,"timestamp":"2026-11-22T10:00:00.123Z",` without the brace.
struct LinePrefix: ~Copyable {
    private(set) var text = ByteBuffer()
    private var digits = 0..<0
    private var clock = TimestampWriter()

    /// Composes it anew; `partition` is nil for a queue.
    mutating func set(lead: ByteView, partition: UInt32?, offset: Offset, timestamp: Instant) {
        text.removeAll()
        text.reserve(lead.count + 96)
        text.append(lead)
        if let partition {
            text.append("\"partition\":")
            text.append(decimal: UInt64(partition))
            text.append(UInt8(ascii: ","))
        }
        text.append("\"offset\":")
        let start = text.count
        text.append(decimal: offset.rawValue)
        digits = start..<text.count
        text.append(",\"timestamp\":\"")
        clock.write(timestamp, into: &text)
        text.append("\",")
    }

    /// Counts the offset up by one; false when that takes one digit more, and it has to be composed anew.
    @inline(__always)
    mutating func advance() -> Bool {
        var index = digits.upperBound &- 1
        while index >= digits.lowerBound {
            let digit = text.bytes[index]
            if digit < UInt8(ascii: "9") {
                text.store(digit &+ 1, at: index)
                return true
            }
            text.store(UInt8(ascii: "0"), at: index)
            index &-= 1
        }
        return false
    }
}
