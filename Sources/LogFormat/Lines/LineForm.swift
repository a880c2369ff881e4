import Base

/// How a message's body stands in its line.
package enum LineForm: UInt8, Equatable, Sendable {
    /// JSON, byte for byte but for CR and LF, which `breaks` lists.
    case value
    /// UTF-8 in a JSON string.
    case text
    /// Any bytes in base64.
    case base64
    /// A key without a body.
    case tombstone

    /// The content type that a line of this form leaves out; nil for a tombstone, which has none.
    package var defaultContentType: StaticString? {
        switch self {
        case .value: "application/json"
        case .text: "text/plain"
        case .base64: "application/octet-stream"
        case .tombstone: nil
        }
    }
}
