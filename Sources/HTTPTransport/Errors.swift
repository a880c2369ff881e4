package import Reactor

/// Why the server could not start.
package enum TransportError: Error, Equatable, Sendable {
    /// The address cannot be listened on.
    case listen(ReactorError)
    /// `start` was called before.
    case startedAlready
}

extension TransportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .listen(let reason): reason.description
        case .startedAlready: "the server runs already"
        }
    }
}

/// The client has left, or does not read any more: nothing further reaches it.
package struct ClientGone: Error, Equatable, Sendable {
    package init() {}
}
