internal import Base
internal import HTTPTransport
internal import HTTPWire

/// The bodies that handlers read.
extension Exchange {
    /// A control body: JSON whatever curl calls it, or nothing, which means `{}`.
    func readControlBody() async throws(Problem) -> ByteView {
        switch ContentType(known(.contentType)).kind {
        case .json, .absent, .form: break
        default:
            guard hasBody else { break }
            throw Problem(
                .unsupportedMediaType, "This path reads application/json.",
                fix: "Send JSON as application/json.")
        }
        return try await readWhole(max: Limits.controlBodyBytesMax)
    }

    /// The whole body, of at most `max` bytes.
    func readWhole(max: Int) async throws(Problem) -> ByteView {
        do throws(Refusal) { return try await readBody(max: max) } catch {
            var problem = Problem(error)
            if error.kind == .bodyTooLarge {
                problem.detail = "The body is over the limit of \(max) bytes."
                problem.numbers = [("limit", max)]
            }
            throw problem
        }
    }
}
