/// When a publish is answered: once its messages are on disk, or at once.
package enum Ack: UInt8, Sendable {
    /// After the `fdatasync` that covers the messages.
    case flush = 1
    /// At once; on disk within `Limits.flushInterval`.
    case none = 2

    /// The word for it in requests and answers.
    package var name: StaticString {
        switch self {
        case .flush: "flush"
        case .none: "none"
        }
    }
}
