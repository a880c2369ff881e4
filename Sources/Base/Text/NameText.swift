/// The rule for names of namespaces, topics, queues: `[A-Za-z0-9._-]{1,240}`, not starting with `_` or `.`.
public enum NameText {
    /// Refuses a text that is not a name.
    public static func validate(_ text: ByteView) throws(TextError) {
        guard let first = text.first else { throw .nameEmpty }
        if first == UInt8(ascii: "_") || first == UInt8(ascii: ".") { throw .nameStart }
        for position in 0..<Swift.min(text.count, Limits.nameBytesMax + 1) where !isNameByte(text[position]) {
            throw .nameByte(position: position)
        }
        if text.count > Limits.nameBytesMax { throw .nameTooLong }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
