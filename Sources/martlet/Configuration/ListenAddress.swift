internal import Glibc

/// An address and port to listen on; the address is an IP literal, so that nothing is looked up.
struct ListenAddress: Equatable, CustomStringConvertible {
    /// `127.0.0.1`, `0.0.0.0`, `::1` …, without brackets.
    let host: String
    /// 0 asks the kernel for a free one.
    let port: UInt16

    var isVersion6: Bool { host.contains(":") }

    var description: String { isVersion6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Reads `127.0.0.1:7411`, `[::1]:7411` or `localhost:7411`; nil for anything else.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), !text.hasSuffix("+")
        else { return nil }
        var host = String(text[..<colon])
        if host == "localhost" { host = "127.0.0.1" }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard Self.isLiteral(host, AF_INET6) else { return nil }
        } else {
            guard Self.isLiteral(host, AF_INET) else { return nil }
        }
        self.host = host
        self.port = port
    }

    private static func isLiteral(_ text: String, _ family: Int32) -> Bool {
        var address = in6_addr()
        return unsafe inet_pton(family, text, &address) == 1
    }
}
