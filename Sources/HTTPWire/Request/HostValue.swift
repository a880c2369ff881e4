package import Base

/// A Host field or URL authority taken apart: `host[:port]` (RFC 9110, section 7.2).
package struct HostValue: Sendable {
    /// Offsets of the host's name or address, brackets of an IPv6 literal included.
    package let host: Range<Int>
    /// The port, when there is one.
    package let port: UInt16?

    /// Whether the host is an IPv6 address in brackets.
    package let isBracketed: Bool

    /// Takes `value` apart; nil when it is not a plain name, address, or bracketed address.
    ///
    /// Stricter than the grammar: no user information, no percent-encoding, no list; names of other scripts
    /// come in their ASCII form.
    package init?(_ value: ByteView) {
        guard !value.isEmpty else { return nil }
        isBracketed = value[0] == UInt8(ascii: "[")
        var end = 0
        if isBracketed {
            guard let close = value.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = value[1..<close]
            guard address.firstIndex(of: UInt8(ascii: ":")) != nil else { return nil }
            for index in 0..<address.count where !HostValue.isAddressByte(address[index]) { return nil }
            end = close + 1
        } else {
            while end < value.count, value[end] != UInt8(ascii: ":") {
                guard HostValue.isNameByte(value[end]) else { return nil }
                end += 1
            }
            guard end > 0 else { return nil }
        }
        host = 0..<end
        guard end < value.count else {
            port = nil
            return
        }
        guard value[end] == UInt8(ascii: ":"), value.count - end <= 6 else { return nil }
        var number = 0
        for index in end + 1..<value.count {
            let digit = value[index] &- 48
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        guard number <= 65535 else { return nil }
        port = value.count == end + 1 ? nil : UInt16(number)
    }

    /// Whether the host is an address: IPv6 in brackets or four numbers; `value` is what this was made from.
    package func isAddress(in value: ByteView) -> Bool {
        if isBracketed { return true }
        var numbers = 0
        var rest = value[host]
        while true {
            let end = rest.firstIndex(of: UInt8(ascii: ".")) ?? rest.count
            guard (1...3).contains(end) else { return false }
            var number = 0
            for index in 0..<end {
                guard rest[index] &- 48 < 10 else { return false }
                number = number * 10 + Int(rest[index] &- 48)
            }
            guard number <= 255 else { return false }
            numbers += 1
            if end == rest.count { return numbers == 4 }
            rest = rest.dropping(end + 1)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
