internal import Base
internal import JSONText

/// Spells messages as rows for people: place, time, key, and what was sent.
struct MessageRow {
    /// Columns a key may widen its column to.
    private static let keyWidthMax = 24

    private let ink: Ink
    private var placeWidth = 6
    private var keyWidth = 1

    /// Whether messages are told apart by what they were routed by rather than by their place.
    private let isRouted: Bool

    init(_ ink: Ink, isRouted: Bool = false) {
        self.ink = ink
        self.isRouted = isRouted
    }

    /// The row of one line as the server wrote it; columns grow with what has come by.
    mutating func text(_ line: ByteView) throws(JSONError) -> String {
        var (partition, offset, time, key, value) = ("", "", "", "-", "")
        var routingKey = ""
        var members = try JSONObjectReader(line)
        while let member = try members.next() {
            switch member.name {
            case "partition": partition = member.value.raw.string
            case "offset": offset = member.value.raw.string
            case "routing_key": routingKey = Printable.text(try member.value.string())
            case "timestamp": time = try member.value.string()
            case "key": key = Printable.text(try member.value.string())
            case "key_base64": key = "base64:" + Printable.text(try member.value.string())
            case "value": value = Printable.text(member.value.raw.string)
            case "text": value = Printable.text(try member.value.string())
            case "base64": value = "base64:" + Printable.text(try member.value.string())
            case "tombstone": value = ink.faint("(tombstone)")
            default: break
            }
        }
        let place = isRouted ? routingKey : "\(partition)/\(offset)"
        placeWidth = max(placeWidth, place.count)
        keyWidth = max(keyWidth, min(Self.keyWidthMax, key.count))
        return ink.bold(padded(place, placeWidth)) + "  " + ink.faint(time) + "  "
            + ink.green(padded(key, keyWidth)) + "  " + value
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
