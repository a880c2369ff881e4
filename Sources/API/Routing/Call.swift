internal import Base
internal import HTTPTransport
internal import HTTPWire

/// One request on its way through a handler.
struct Call {
    let exchange: Exchange
    let operation: Operation
    let parameters: PathParameters
    /// The path with percent-encoding undone; valid until the first `await`.
    let path: ByteView

    /// Whether the body will not be sent.
    var isHead: Bool { exchange.method == .head }

    /// The path up to the namespace's own part, as links need it.
    var scope: String {
        guard let namespace = parameters.namespace else { return "/v1" }
        return "/v1/ns/\(path[namespace].string)"
    }

    /// The name that parameter `range` stands for, or the refusal of what is no name.
    func name(_ range: Range<Int>, of kind: StaticString) throws(Problem) -> String {
        let text = path[range]
        do throws(TextError) { try NameText.validate(text) } catch {
            throw Problem(name: text, of: kind, error)
        }
        return text.string
    }

    /// `http://host`, as the client named it.
    var origin: String {
        let host = exchange.known(.host)?.string ?? ""
        return "http://\(host.isEmpty ? "127.0.0.1:7411" : host)"
    }

    /// Refuses a client that takes no JSON.
    func acceptJSON() throws(Problem) {
        guard let accept = exchange.known(.accept), !(accept == "*/*") else { return }
        guard AcceptedTypes(accept).preferred([.json]) != nil else {
            throw Problem(
                .notAcceptable, "This path answers application/json.", fix: "Accept application/json or */*.")
        }
    }
}

extension Operation {
    /// Whether it touches the shard, which must have recovered.
    var needsReadiness: Bool {
        switch self {
        case .getIndex, .getLiveness, .getReadiness, .getMetrics, .getDescription: false
        default: true
        }
    }
}
