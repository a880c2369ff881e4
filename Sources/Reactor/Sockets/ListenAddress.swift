/// Where to listen: a numeric IPv4 or IPv6 host, or `localhost` (both loopbacks), and a port, 0 for a free one.
package struct ListenAddress: Equatable, Sendable {
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `127.0.0.1:7411`, `[::1]:7411`, `localhost:7411` or `:7411` (every address of the machine).
    package init(parsing text: String) throws(ReactorError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw .badAddress(text)
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            throw .badAddress(text)
        }
        self.init(host: host.isEmpty || host == "*" ? "::" : host, port: port)
    }

    /// The numeric hosts it means, the first of which must work.
    var numericHosts: [String] { host == "localhost" ? ["127.0.0.1", "::1"] : [host] }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
