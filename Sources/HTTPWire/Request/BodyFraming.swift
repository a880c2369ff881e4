/// How the end of a request's body is found (RFC 9112, section 6.3).
package enum BodyFraming: Equatable, Sendable {
    /// Neither length nor coding was given: no body.
    case none
    /// So many bytes, as Content-Length said; may be 0.
    case length(Int)
    /// Transfer-Encoding: chunked.
    case chunked

    /// Whether bytes follow the head.
    package var hasBody: Bool {
        switch self {
        case .none, .length(0): false
        case .length, .chunked: true
        }
    }
}
