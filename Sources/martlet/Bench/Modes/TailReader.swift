internal import ArgumentParser

/// A reader that waits for one message at a time.
final class TailReader {
    /// The ways to wait.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        /// Long-poll on a topic.
        case poll
        /// Server-sent events of a topic.
        case sse
        /// A parked receive on a queue.
        case receive
    }

    private let kind: Kind
    private let origin: HTTPURL.Origin
    private let place: String
    private let connection: BlockingConnection
    /// What the next wait starts after: a cursor, or the lease to settle.
    private var token = ""

    init(_ kind: Kind, _ origin: HTTPURL.Origin, place: String) throws {
        self.kind = kind
        self.origin = origin
        self.place = place
        connection = try BlockingConnection(origin)
        token = try start()
    }

    /// Begins to read behind what there is already.
    private func start() throws -> String {
        switch kind {
        case .poll:
            let body = try connection.exchange("GET", place + "/messages?from=latest")
            return member("next", of: body)
        case .sse:
            let fields = ["Accept: text/event-stream"]
            try connection.send(
                RequestText.make("GET", place + "/messages?from=latest", origin, fields: fields))
            try connection.waitFor("\r\n\r\n")
            return ""
        case .receive: return ""
        }
    }

    /// Asks for the next message; the answer is `take()`.
    func wait() throws {
        switch kind {
        case .poll:
            try connection.send(
                RequestText.make("GET", place + "/messages?from=\(token)&wait=20s", origin))
        case .sse: break
        case .receive:
            let settle = token.isEmpty ? "" : ",\"settle\":{\"ack\":[\"\(token)\"]}"
            try connection.send(
                RequestText.make(
                    "POST", place + "/receive", origin, type: "application/json",
                    body: "{\"max\":1,\"wait\":\"20s\"\(settle)}"))
        }
    }

    /// Blocks until the message is there.
    func take() throws {
        switch kind {
        case .poll: token = member("next", of: try connection.answer(to: "long-poll"))
        case .sse: try connection.waitFor("\n\n")
        case .receive: token = member("lease", of: try connection.answer(to: "receive"))
        }
    }

    private func member(_ name: String, of body: String) -> String {
        guard let start = body.firstRange(of: "\"\(name)\":\"") else { return "" }
        return String(body[start.upperBound...].prefix { $0 != "\"" })
    }
}
