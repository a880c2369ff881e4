package import Base

/// The media types a client takes, as its Accept field says (RFC 9110, section 12.5.1).
///
/// No field, or an empty one, takes everything alike. Malformed elements are passed over.
package struct AcceptedTypes: Sendable {
    private let field: ByteView

    package init(_ field: ByteView?) { self.field = field ?? .empty }

    /// The weight of `type` in thousandths, by the most specific range that covers it; 0 is refused.
    package func quality(of type: MediaType) -> Int {
        guard !field.isEmpty else { return Quality.most }
        let essence = type.essence
        var best = 0
        var rank = 0
        var elements = ListElements(field)
        while let element = elements.next() {
            let end = element.firstIndex(of: UInt8(ascii: ";")) ?? element.count
            let fit = AcceptedTypes.specificity(of: element[0..<end].trimmed, for: essence)
            guard fit > rank, let quality = Quality.read(element.dropping(end)) else { continue }
            rank = fit
            best = quality
        }
        return best
    }

    /// The one of `offers` with the highest weight, the earlier of equals; nil when none is taken.
    package func preferred(_ offers: [MediaType]) -> MediaType? {
        var choice: MediaType?
        var highest = 0
        for offer in offers {
            let quality = quality(of: offer)
            if quality > highest {
                choice = offer
                highest = quality
            }
        }
        return choice
    }

    /// 3 for the type itself, 2 for `type/*`, 1 for `*/*`, 0 for no match.
    private static func specificity(of range: ByteView, for essence: ByteView) -> Int {
        if range == "*/*" { return 1 }
        if range.equalsFolded(essence) { return 3 }
        guard range.count > 2, range.dropping(range.count - 2) == "/*", range.count - 1 <= essence.count
        else {
            return 0
        }
        return range[0..<range.count - 1].equalsFolded(essence[0..<range.count - 1]) ? 2 : 0
    }
}

extension ByteView {
    /// Whether both spell the same text, letters of either case taken as the same.
    func equalsFolded(_ other: ByteView) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where foldedByte(self[index]) != foldedByte(other[index]) { return false }
        return true
    }
}

/// A letter in lower case; every other byte as it is.
@inline(__always)
func foldedByte(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
}
