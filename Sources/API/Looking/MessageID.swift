package import Base
package import LogFormat

/// The id of a message in a queue, the same on every delivery: `5-17`, or `5.2-17` in the queue's third lane.
package struct MessageID: Equatable, Sendable {
    package var queue: EntityID
    package var place: LaneOffset

    package init(queue: EntityID, place: LaneOffset) {
        self.queue = queue
        self.place = place
    }

    /// Reads one; nil for anything that was not written as one.
    package init?(_ text: ByteView) {
        guard let dash = text.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        let head = text[0..<dash]
        let point = head.firstIndex(of: UInt8(ascii: "."))
        guard let queue = Self.number(head[0..<(point ?? head.count)], atMost: UInt64(UInt32.max)),
            let offset = Self.number(text.dropping(dash + 1), atMost: UInt64(Limits.offsetMax))
        else { return nil }
        var lane: UInt64 = 0
        if let point {
            guard let found = Self.number(head.dropping(point + 1), atMost: UInt64(UInt16.max)), found > 0
            else { return nil }
            lane = found
        }
        self.init(
            queue: EntityID(UInt32(queue)), place: LaneOffset(lane: UInt16(lane), Offset(offset)))
    }

    package func write(into out: inout ByteBuffer) {
        out.append(decimal: UInt64(queue.rawValue))
        if place.lane > 0 {
            out.append(UInt8(ascii: "."))
            out.append(decimal: UInt64(place.lane))
        }
        out.append(UInt8(ascii: "-"))
        out.append(decimal: place.offset.rawValue)
    }

    /// Digits without a leading zero.
    private static func number(_ text: ByteView, atMost most: UInt64) -> UInt64? {
        guard let first = text.first, text.count <= 16, text.count == 1 || first != UInt8(ascii: "0") else {
            return nil
        }
        var value: UInt64 = 0
        for index in 0..<text.count {
            guard let digit = text[index].decimalDigit else { return nil }
            value = value * 10 + UInt64(digit)
        }
        return value <= most ? value : nil
    }
}
