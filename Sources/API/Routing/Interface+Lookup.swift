internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import Node

/// From the names in a path to what they name; what is missing is said with the curl that makes it.
extension Interface {
    /// The namespace that a path of the scoped rows stands in.
    func namespace(_ call: Call) throws(Problem) -> Namespace {
        guard let range = call.parameters.namespace else {
            if let namespace = node.namespace(ByteView("default")) { return namespace }
            throw Problem(.internalError, "The default namespace is missing.")
        }
        return try namespace(call, at: range)
    }

    func namespace(_ call: Call, at range: Range<Int>) throws(Problem) -> Namespace {
        if let namespace = node.namespace(call.path[range]) { return namespace }
        let name = try call.name(range, of: "namespace")
        throw Problem(
            .namespaceNotFound, "There is no namespace \"\(name)\".",
            fix: "curl -X PUT \(call.origin)/v1/ns/\(name)"
        ).held(by: node.gateNow())
    }

    func topic(_ call: Call) throws(Problem) -> Topic {
        let namespace = try namespace(call)
        if let topic = namespace.topic(call.path[call.parameters.first]) { return topic }
        let name = try call.name(call.parameters.first, of: "topic")
        throw Problem(
            .topicNotFound, "There is no topic \"\(name)\" in the namespace \"\(namespace.name)\".",
            fix: "curl -X PUT \(call.origin)\(call.scope)/topics/\(name)"
        ).held(by: node.gateNow())
    }

    func queue(_ call: Call) throws(Problem) -> Queue {
        let namespace = try namespace(call)
        if let queue = namespace.queue(call.path[call.parameters.first]) { return queue }
        let name = try call.name(call.parameters.first, of: "queue")
        throw Problem(
            .queueNotFound, "There is no queue \"\(name)\" in the namespace \"\(namespace.name)\".",
            fix: "curl -X PUT \(call.origin)\(call.scope)/queues/\(name)"
        ).held(by: node.gateNow())
    }
}

extension Namespace {
    /// The path below which its topics and queues stand.
    var path: String { name == "default" ? "/v1" : "/v1/ns/\(name)" }
}

extension Call {
    /// Whether only what is not there yet may be made (`If-None-Match: *`).
    var isCreateOnly: Bool { exchange.known(.ifNoneMatch).map { $0 == "*" } ?? false }
}
