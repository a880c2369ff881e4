/// A plain `http://` URL taken apart; no user, no fragment, no TLS.
struct HTTPURL {
    /// Where to connect, and what goes into the Host field.
    struct Origin {
        let host: String
        let port: UInt16

        /// The Host field's value.
        var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    let origin: Origin
    /// Path and query, at least `/`.
    let path: String

    init?(_ text: String) {
        guard text.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst(7)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        var port: UInt16 = 80
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]) else { return nil }
            port = number
            authority = authority[..<colon]
        }
        if authority.hasPrefix("["), authority.hasSuffix("]") { authority = authority.dropFirst().dropLast() }
        guard !authority.isEmpty else { return nil }
        origin = Origin(host: String(authority), port: port)
        path = slash == rest.endIndex ? "/" : String(rest[slash...])
    }
}
