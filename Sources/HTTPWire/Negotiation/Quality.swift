internal import Base

/// A weight of content negotiation in thousandths (RFC 9110, section 12.4.2); 0 means never.
enum Quality {
    static let most = 1000

    /// The weight among the parameters of a list element, `most` when there is none, nil when malformed.
    static func read(_ parameters: ByteView) -> Int? {
        var elements = ListElements(parameters, separator: UInt8(ascii: ";"))
        while let element = elements.next() {
            guard element.count > 2, element[0] | 0x20 == UInt8(ascii: "q"), element[1] == UInt8(ascii: "=")
            else { continue }
            return thousandths(element.dropping(2))
        }
        return most
    }

    private static func thousandths(_ text: ByteView) -> Int? {
        guard text.count <= 5, text[0] == UInt8(ascii: "0") || text[0] == UInt8(ascii: "1") else {
            return nil
        }
        var value = Int(text[0] &- 48)
        if text.count > 1, text[1] != UInt8(ascii: ".") { return nil }
        for index in 2..<5 {
            value *= 10
            guard index < text.count else { continue }
            let digit = text[index] &- 48
            guard digit < 10 else { return nil }
            value += Int(digit)
        }
        return value <= most ? value : nil
    }
}
