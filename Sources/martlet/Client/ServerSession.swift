internal import Base

/// A server as the commands see it: one kept-alive connection and a namespace.
///
/// Connects when first asked, and again after the connection was lost. It sends a request twice only when told
/// that this does no harm.
final class ServerSession {
    private let url: HTTPURL
    private let namespace: String
    private let interruption: Interruption?
    private var connection: BlockingConnection?
    /// Whether there ever was a connection.
    private(set) var wasConnected = false

    init(_ url: HTTPURL, namespace: String, interruption: Interruption? = nil) {
        self.url = url
        self.namespace = namespace
        self.interruption = interruption
    }

    /// Sends one request to `place`, below the namespace, and waits for its success.
    ///
    /// Throws `ServerRefusal` for any other answer, and what `BlockingConnection` throws when there is none.
    @discardableResult
    func exchange(
        _ method: String, _ place: String, type: String? = nil, body: [UInt8] = [], fields: [String] = []
    ) throws -> Answer {
        let kept = connection.flatMap { $0.isOpen ? $0 : nil }
        connection = nil
        let connection = try kept ?? BlockingConnection(url.origin, interruption: interruption)
        wasConnected = true
        try connection.send(
            RequestText.make(method, base + place, url.origin, type: type, bytes: body, fields: fields))
        let answer = try connection.whole()
        self.connection = connection
        guard answer.isSuccess else { throw ServerRefusal(answer) }
        return answer
    }

    /// Sends a declaration; `createOnly` refuses what is there already.
    func declare(_ place: String, _ wish: String, createOnly: Bool) throws -> Answer {
        try exchange(
            "PUT", place, type: "application/json", body: Array(wish.utf8),
            fields: createOnly ? ["If-None-Match: *"] : [])
    }

    /// Reads an answer without end over a connection of its own, as `BlockingConnection.stream` does.
    func stream(_ place: String, _ take: (ByteView) throws -> Int?) throws {
        let connection = try BlockingConnection(url.origin, interruption: interruption)
        wasConnected = true
        try connection.send(
            RequestText.make("GET", base + place, url.origin, type: nil, bytes: [], fields: []))
        if let refusal = try connection.stream(take) { throw ServerRefusal(refusal) }
    }

    /// The path of the namespace, below what the URL has for one.
    private var base: String {
        var prefix = url.path.split(separator: "?").first.map(String.init) ?? ""
        while prefix.hasSuffix("/") { prefix.removeLast() }
        return prefix + (namespace == "default" ? "/v1" : "/v1/ns/" + PercentText.encode(namespace))
    }
}
