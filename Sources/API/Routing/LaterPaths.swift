internal import Base

/// Paths of the interface that a later release has: refused by name, not as unknown.
enum LaterPaths {
    /// By the first segment below the namespace.
    private static let collections: [(segment: String, feature: String)] = [
        ("overview", "The overview"),
        ("definitions", "Export and import of definitions"), ("subscriptions", "Webhooks"),
    ]

    /// By the segment behind the name of a topic or queue, or behind a lease.
    private static let parts: [(segment: String, feature: String)] = [
        ("requests", "Request and reply"),
        ("reply", "Request and reply"),
    ]

    /// What the path would be for, if a later release has it.
    static func feature(of path: ByteView) -> String? {
        var segments = path.string.split(separator: "/").map(String.init)[...]
        if segments.first == "console" { return "The console" }
        guard segments.popFirst() == "v1" else { return nil }
        if segments.first == "ns" { segments = segments.dropFirst(2) }
        guard let first = segments.first else { return nil }
        if let found = collections.first(where: { $0.segment == first }) { return found.feature }
        guard first == "topics" || first == "queues" else { return nil }
        return segments.dropFirst(2).lazy.compactMap { segment in
            parts.first { $0.segment == segment }?.feature
        }.first
    }
}
