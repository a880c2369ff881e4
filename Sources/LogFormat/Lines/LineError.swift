package import JSONText

/// Why a message cannot become a line; all of it is the sender's to mend.
///
/// Positions count from the start of the text that holds the fault: the body of a raw publish or of a batch.
package enum LineError: Error, Equatable, Sendable {
    /// The topic takes JSON alone, and this body is none.
    case notJSON(JSONError)
    /// The topic takes JSON alone, and the message came as `text` or `base64`.
    case notValue
    /// Over `Limits.keyBytesMax`.
    case keyTooLong(bytes: Int)
    /// `key_base64` is not strict base64.
    case keyBase64(position: Int)
    /// `base64` is not strict base64.
    case bodyBase64(position: Int)
    /// A header name that is not a token of RFC 9110.
    case headerName(position: Int)
    /// A header value that is neither a string nor an array of strings.
    case headerType(position: Int)
    /// A header value with a control character.
    case headerValue(position: Int)
    /// Over `Limits.headerCountMax` values.
    case tooManyHeaders
    /// Names and values together over `Limits.headerBytesMax`.
    case headersTooLong
}

extension LineError {
    /// The same for a text that begins `bytes` later.
    package func shifted(by bytes: Int) -> LineError {
        switch self {
        case .notJSON(var error):
            error.position += bytes
            return .notJSON(error)
        case .keyBase64(let position): return .keyBase64(position: position + bytes)
        case .bodyBase64(let position): return .bodyBase64(position: position + bytes)
        case .headerName(let position): return .headerName(position: position + bytes)
        case .headerType(let position): return .headerType(position: position + bytes)
        case .headerValue(let position): return .headerValue(position: position + bytes)
        case .notValue, .keyTooLong, .tooManyHeaders, .headersTooLong: return self
        }
    }
}
