internal import Base
internal import HTTPTransport
internal import HTTPWire

/// How the messages of a batch stand in its body.
enum BatchForm {
    /// `{"messages":[…]}` or an array.
    case document
    /// One JSON object a line.
    case lines
    /// One text a line.
    case text
    /// An array of CloudEvents.
    case events

    /// By the request's Content-Type; without one, or with curl's default, it is taken for JSON.
    ///
    /// Refuses a single event, saying where it goes.
    init(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        let type = call.exchange.known(.contentType)
        switch EventMediaType(type) {
        case .batch:
            self = .events
            return
        case .event: throw Problem(misplacedEvents: "This is one event, not a batch.", call, verb: "")
        case .foreign: throw .foreignEvents
        case .none: break
        }
        if options.isCloudEvent {
            throw Problem(
                misplacedEvents: "The ce-* fields describe one event; this path reads a batch.", call,
                verb: "")
        }
        switch ContentType(type).kind {
        case .absent, .json, .form: self = .document
        case .ndjson: self = .lines
        case .text: self = .text
        default:
            throw Problem(
                .unsupportedMediaType, "A batch cannot be read from this Content-Type.",
                fix: "Send application/json, application/x-ndjson or text/plain.")
        }
    }

    /// The form of a stream, which is lines of one kind or the other.
    init(streamOf call: Call, _ options: borrowing OptionReader) throws(Problem) {
        let type = call.exchange.known(.contentType)
        switch EventMediaType(type) {
        case .batch:
            throw Problem(misplacedEvents: "A batch of CloudEvents is no stream.", call, verb: ":batch")
        case .event: throw Problem(misplacedEvents: "This is one event, not a stream.", call, verb: "")
        case .foreign: throw .foreignEvents
        case .none: break
        }
        if options.isCloudEvent {
            throw Problem(
                misplacedEvents: "The ce-* fields describe one event; this path reads a stream.", call,
                verb: "")
        }
        switch ContentType(type).kind {
        case .absent, .ndjson, .form: self = .lines
        case .text: self = .text
        default:
            throw Problem(
                .unsupportedMediaType, "A stream cannot be read from this Content-Type.",
                fix: "Send application/x-ndjson or text/plain.")
        }
    }
}
