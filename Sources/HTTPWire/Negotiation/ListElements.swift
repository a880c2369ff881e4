package import Base
internal import CIntrinsics

/// The elements of a comma-separated field value, without white space around them, empty ones left out.
///
/// Commas inside quoted strings do not separate (RFC 9110, section 5.6.1).
struct ListElements {
    private var rest: ByteView
    private let separator: UInt8

    init(_ value: ByteView, separator: UInt8 = UInt8(ascii: ",")) {
        rest = value
        self.separator = separator
    }

    mutating func next() -> ByteView? {
        while !rest.isEmpty {
            let end = endOfElement()
            let element = rest[0..<end].trimmed
            rest = rest.dropping(Swift.min(end + 1, rest.count))
            if !element.isEmpty { return element }
        }
        return nil
    }

    private func endOfElement() -> Int {
        var quoted = false
        var index = 0
        while index < rest.count {
            let byte = rest[index]
            if byte == UInt8(ascii: "\"") { quoted.toggle() }
            if quoted, byte == UInt8(ascii: "\\") { index += 1 }
            if !quoted, byte == separator { return index }
            index += 1
        }
        return rest.count
    }
}

extension ByteView {
    /// Without the spaces and tabs at both ends.
    var trimmed: ByteView {
        var start = 0
        var end = count
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return self[start..<end]
    }

    /// Whether it spells a lower-case literal, letters of either case taken as the same.
    ///
    /// For bytes that hold no control bytes, as every parsed field.
    package func equalsFolded(_ literal: StaticString) -> Bool {
        guard count == literal.utf8CodeUnitCount else { return false }
        return unsafe martlet_equals_folded(base, literal.utf8Start, count) != 0
    }
}
