/// What a topic or queue asks of a body before it takes it.
package enum Validation: UInt8, Sendable {
    /// Any bytes.
    case none = 1
    /// JSON that can be shown as `value`; anything else is refused.
    case json = 2

    /// The word for it in requests and answers.
    package var name: StaticString {
        switch self {
        case .none: "none"
        case .json: "json"
        }
    }
}
