internal import Base

/// Paths of the interface that a later release has: refused by name, not as unknown.
enum LaterPaths {
    /// By the first segment below the namespace.
    private static let collections: [(segment: String, feature: String)] = [
        ("overview", "The overview"),
        ("subscriptions", "Webhooks"),
    ]

    /// What the path would be for, if a later release has it.
    static func feature(of path: ByteView) -> String? {
        var segments = path.string.split(separator: "/").map(String.init)[...]
        if segments.first == "console" { return "The console" }
        guard segments.popFirst() == "v1" else { return nil }
        if segments.first == "ns" { segments = segments.dropFirst(2) }
        guard let first = segments.first else { return nil }
        if let found = collections.first(where: { $0.segment == first }) { return found.feature }
        return nil
    }
}
