internal import ArgumentParser
internal import CLinux

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
        /// A poll of a consumer group, which commits what the one before answered.
        case group
    }

    private let kind: Kind
    private let origin: HTTPURL.Origin
    private let place: String
    private let connection: BlockingConnection
    /// What the next wait starts after: a cursor, a group's `next`, or the lease to settle.
    private var token = ""
    /// The group that reads, one of its own each time.
    private let group: String

    init(_ kind: Kind, _ origin: HTTPURL.Origin, place: String) throws {
        self.kind = kind
        self.origin = origin
        self.place = place
        group = "/v1/groups/bench-tail-\(martlet_monotonic())"
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
        case .group:
            try connection.declare(group, "{\"start\":\"latest\",\"ephemeral\":true}")
            let answer = try connection.exchange(
                "POST", group + "/poll", type: "application/json", body: poll())
            return member("next", of: answer)
        }
    }

    private func poll(after: String = "") -> String {
        "{\"topics\":[\"\(place.split(separator: "/").last ?? "")\"],\"member\":\"reader\"\(after)}"
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
        case .group:
            try connection.send(
                RequestText.make(
                    "POST", group + "/poll", origin, type: "application/json",
                    body: poll(after: ",\"wait\":\"20s\",\"after\":\"\(token)\"")))
        }
    }

    /// Blocks until the message is there.
    func take() throws {
        switch kind {
        case .poll: token = member("next", of: try connection.answer(to: "long-poll"))
        case .sse: try connection.waitFor("\n\n")
        case .receive: token = member("lease", of: try connection.answer(to: "receive"))
        case .group: token = member("next", of: try connection.answer(to: "poll"))
        }
    }

    private func member(_ name: String, of body: String) -> String {
        guard let start = body.firstRange(of: "\"\(name)\":\"") else { return "" }
        return String(body[start.upperBound...].prefix { $0 != "\"" })
    }
}
