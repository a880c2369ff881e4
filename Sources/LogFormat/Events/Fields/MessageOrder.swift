/// In which order a queue keeps its messages through retries.
package enum MessageOrder: UInt8, CaseIterable, Sendable {
    /// None: what is handed back comes again while others go on.
    case none = 0
    /// All of them, one after another.
    case queue = 1
    /// Those of a group one after another, groups side by side.
    case group = 2
    /// The same by their keys.
    case key = 3

    /// The word for it in declarations.
    package var name: StaticString {
        switch self {
        case .none: "none"
        case .queue: "queue"
        case .group: "group"
        case .key: "key"
        }
    }
}
