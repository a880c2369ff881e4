package import Base

/// What the holder of a message said when it handed it back or rejected it.
///
/// ```
///  0  8  lane and offset
///  8  2  bytes n of the text
/// 10  n  text, UTF-8
/// ```
package struct SettleReason: Equatable, Sendable {
    package var place: LaneOffset
    /// At least 1 byte, at most `Limits.reasonBytesMax`.
    package var text: String

    package init(place: LaneOffset, text: String) {
        self.place = place
        self.text = text
    }

    package var encodedBytes: Int { 10 + text.utf8.count }

    /// Reads a list that fills `bytes`, ascending by place.
    package static func decode(_ bytes: ByteView) throws(FormatError) -> [SettleReason] {
        var reasons: [SettleReason] = []
        var rest = bytes
        while !rest.isEmpty {
            guard rest.count > 10 else { throw .badField("reason") }
            let packed = rest.load(0, as: UInt64.self)
            let place = LaneOffset(packed: packed)
            let length = Int(rest.load(8, as: UInt16.self))
            guard (1...Limits.reasonBytesMax).contains(length), rest.count >= 10 + length,
                place.lane < LaneOffset.lanesMax, reasons.last.map({ $0.place.packed < packed }) ?? true,
                let text = rest[10..<10 + length].validString
            else { throw .badField("reason") }
            reasons.append(SettleReason(place: place, text: text))
            rest = rest.dropping(10 + length)
        }
        return reasons
    }

    package func encode(into output: inout ByteBuffer) {
        output.append(littleEndian: place.packed)
        output.append(littleEndian: UInt16(text.utf8.count))
        output.append(text)
    }
}
