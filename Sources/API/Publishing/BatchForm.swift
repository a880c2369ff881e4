internal import Base
internal import HTTPWire

/// How the messages of a batch stand in its body.
enum BatchForm {
    /// `{"messages":[…]}` or an array.
    case document
    /// One JSON object a line.
    case lines
    /// One text a line.
    case text

    /// By the request's Content-Type; without one, or with curl's default, it is taken for JSON.
    init(_ type: ByteView?) throws(Problem) {
        switch ContentType(type).kind {
        case .json where type.map(CloudEvents.isStructured) == true:
            throw Problem.later("A batch of CloudEvents")
        case .absent, .json, .form: self = .document
        case .ndjson: self = .lines
        case .text: self = .text
        default:
            throw Problem(
                .unsupportedMediaType, "A batch cannot be read from this Content-Type.",
                fix: "Send application/json, application/x-ndjson or text/plain.")
        }
    }
}
