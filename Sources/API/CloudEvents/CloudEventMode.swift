internal import Base
internal import HTTPTransport
internal import HTTPWire

/// How a request that publishes one message carries a CloudEvent (HTTP binding, section 3).
enum CloudEventMode: Equatable {
    /// Not at all.
    case none
    /// Attributes as fields, data as the body.
    case binary
    /// All of it as a document of the JSON format.
    case structured

    /// Refuses a batch, and formats other than JSON, saying where they go.
    init(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        switch EventMediaType(call.exchange.known(.contentType)) {
        case .none: self = options.isCloudEvent ? .binary : .none
        case .event: self = .structured
        case .batch:
            throw Problem(
                misplacedEvents: "A batch of CloudEvents cannot be read here.", call, verb: ":batch")
        case .foreign: throw .foreignEvents
        }
    }
}

/// What a Content-Type says about CloudEvents in a body.
enum EventMediaType: Equatable {
    case none
    /// `application/cloudevents+json`.
    case event
    /// `application/cloudevents-batch+json`.
    case batch
    /// A format or character set that is not read.
    case foreign

    init(_ type: ByteView?) {
        guard let type, type.count >= 23, type[0..<23].equalsIgnoringCase("application/cloudevents") else {
            self = .none
            return
        }
        let rest = type.dropping(23)
        let suffix = rest[0..<(rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.count)].trimmed
        if ContentType(type).charset == .other {
            self = .foreign
        } else if suffix.equalsIgnoringCase("+json") {
            self = .event
        } else {
            self = suffix.equalsIgnoringCase("-batch+json") ? .batch : .foreign
        }
    }
}
