package import Base
package import HTTPWire

/// A refusal as its client gets it: an RFC 9457 document with a code, and what to do.
///
/// Made from a `ProblemKind`, which says the status; nothing else in Martlet turns an error into one. Neither
/// detail nor fix ever holds a lease token or a piece of a body.
package struct Problem: Error, Sendable {
    package let code: String
    package let status: Status
    package let title: String
    package let isRetryable: Bool
    /// What is wrong with this very request, in a sentence.
    package var detail: String
    /// What to do about it, where possible the curl to do it with.
    package var fix: String?
    /// Further members: limits and offsets.
    package var numbers: [(name: StaticString, value: Int)] = []
    /// A further member that is JSON already.
    package var extra: (name: StaticString, json: String)?
    /// The value of `Allow`, with 405.
    package var allow: String?
    /// The value of `Content-Range`, with 416 of a file.
    package var contentRange: String?
    /// Seconds of `Retry-After`, with 429 and 503.
    package var retryAfter: Int?
    /// Holds the answer back when it was computed from state that is not durable yet.
    package var gate: Gate?

    package init(_ kind: ProblemKind, _ detail: String, fix: String? = nil) {
        code = kind.rawValue
        status = kind.status
        title = kind.title
        isRetryable = kind.isRetryable
        retryAfter = kind.status == .tooManyRequests || kind.status == .serviceUnavailable ? 1 : nil
        self.detail = detail
        self.fix = fix
    }

    /// A request that the transport refused.
    package init(_ refusal: Refusal) {
        code = refusal.kind.rawValue
        status = refusal.status
        title = "\(refusal.status.reason)"
        isRetryable = [408, 429, 503].contains(refusal.status.code)
        retryAfter = refusal.status == .serviceUnavailable ? 1 : nil
        detail = "\(refusal.kind.detail)"
        fix = RefusalFix.fix(for: refusal.kind)
    }

    /// The same, to leave only once what it was computed from is durable.
    func held(by gate: Gate) -> Problem {
        var problem = self
        problem.gate = gate
        return problem
    }

    /// The same with a further number.
    package func with(_ name: StaticString, _ value: Int) -> Problem {
        var problem = self
        problem.numbers.append((name, value))
        return problem
    }
}
