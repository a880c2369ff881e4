internal import Base
internal import HTTPWire

/// The host names that the server answers for.
///
/// IP addresses and `localhost` always pass; a name must be listed, or else a web page could have its own name
/// resolve to a loopback address and reach the server past the browser's origin rules.
struct HostList: Sendable {
    private let names: [[UInt8]]
    private let any: Bool

    init(_ names: [String]) {
        any = names.contains("*")
        self.names = names.map { Array($0.utf8) }
    }

    func allows(_ value: ByteView) -> Bool {
        if any || HostList.isAddress(value) { return true }
        guard let parsed = HostValue(value) else { return false }
        if parsed.isBracketed { return true }
        let host = value[parsed.host]
        if host.equalsFolded("localhost") { return true }
        return names.contains { $0.withByteView { HostList.equalsFolded(host, $0) } }
    }

    /// Whether it is four groups of digits, with or without a port.
    private static func isAddress(_ value: ByteView) -> Bool {
        var dots = 0
        var digits = 0
        for index in 0..<value.count {
            let byte = value[index]
            if byte &- 48 < 10 {
                digits += 1
                if digits > 3 { return false }
            } else if byte == UInt8(ascii: ".") {
                if digits == 0 { return false }
                digits = 0
                dots += 1
            } else {
                // The port was checked when the head was parsed.
                return byte == UInt8(ascii: ":") && dots == 3 && digits > 0
            }
        }
        return dots == 3 && digits > 0
    }

    private static func equalsFolded(_ left: ByteView, _ right: ByteView) -> Bool {
        guard left.count == right.count else { return false }
        for index in 0..<left.count where fold(left[index]) != fold(right[index]) { return false }
        return true
    }

    private static func fold(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
}
