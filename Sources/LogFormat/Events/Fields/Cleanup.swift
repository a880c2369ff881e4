/// How a topic gets rid of what it need not keep.
package enum Cleanup: UInt8, CaseIterable, Sendable {
    /// By retention: what is over a limit goes.
    case delete = 1
    /// Of each key the latest message stays; retention is not applied.
    case compact = 2
    /// Both: of each key the latest stays as long as retention allows.
    case both = 3

    /// Whether limits of retention count.
    package var deletes: Bool { self != .compact }

    /// Whether superseded messages go.
    package var compacts: Bool { self != .delete }

    /// The word for it in requests and answers.
    package var name: StaticString {
        switch self {
        case .delete: "delete"
        case .compact: "compact"
        case .both: "both"
        }
    }
}
