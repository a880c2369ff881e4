internal import Base

/// The origins whose pages may call the server: its own, and those that are listed.
struct OriginList: Sendable {
    private let origins: [[UInt8]]
    private let any: Bool

    init(_ origins: [String]) {
        any = origins.contains("*")
        self.origins = origins.map { Array($0.utf8) }
    }

    /// Whether a page of `origin` may call the server that it knows as `host`.
    func allows(_ origin: ByteView, host: ByteView?) -> Bool {
        if any { return true }
        if let host, origin.hasPrefix("http://"), origin.dropping(7) == host { return true }
        if let host, origin.hasPrefix("https://"), origin.dropping(8) == host { return true }
        return origins.contains { $0.withByteView { $0 == origin } }
    }
}
