package import Base

/// A media type that answers are sent with.
package enum MediaType: Sendable {
    case json, problem, ndjson, text, sse, octets, yaml, html, metrics, cloudEvent, cloudEvents
    /// Any other, as its bytes stand; valid as long as whoever made the view says.
    case custom(ByteView)

    /// The value of Content-Type.
    package var name: ByteView {
        switch self {
        case .json: ByteView("application/json")
        case .problem: ByteView("application/problem+json")
        case .ndjson: ByteView("application/x-ndjson")
        case .text: ByteView("text/plain; charset=utf-8")
        case .sse: ByteView("text/event-stream")
        case .octets: ByteView("application/octet-stream")
        case .yaml: ByteView("application/yaml")
        case .html: ByteView("text/html; charset=utf-8")
        case .metrics: ByteView("text/plain; version=0.0.4; charset=utf-8")
        case .cloudEvent: ByteView("application/cloudevents+json")
        case .cloudEvents: ByteView("application/cloudevents-batch+json")
        case .custom(let name): name
        }
    }

    /// The name without parameters, as it stands in Accept.
    package var essence: ByteView {
        let name = name
        return name[0..<(name.firstIndex(of: UInt8(ascii: ";")) ?? name.count)].trimmed
    }
}
