/// Why a loop, thread or socket could not be made.
package enum ReactorError: Error, Equatable, Sendable {
    /// A system call failed; `code` is errno.
    case system(call: StaticString, code: Int32)
    /// The text is neither `HOST:PORT` with a numeric host nor `localhost:PORT`.
    case badAddress(String)
    /// Something listens there already.
    case addressInUse(String)

    package static func == (left: ReactorError, right: ReactorError) -> Bool {
        left.description == right.description
    }
}

extension ReactorError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let call, let code): "\(call) failed with errno \(code)"
        case .badAddress(let text):
            "\(text) is not an address: give a numeric IPv4 or IPv6 host, or localhost"
        case .addressInUse(let text): "something listens on \(text) already"
        }
    }
}
