internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// What becomes of a lease, as a body says it.
extension SettleVerb {
    /// `{"failed":false,"delay":"30s","reason":"…"}`, the body of a nack.
    init(nack body: ByteView, _ reason: inout String?) throws(Problem) {
        var members = try BodyReader(body, known: ["failed", "delay", "reason"])
        var none: JSONValue?
        try self.init(nack: &members, &none, &reason)
    }

    /// `{"reason":"…"}`, the body of a reject.
    init(reject body: ByteView, _ reason: inout String?) throws(Problem) {
        var members = try BodyReader(body, known: ["reason"])
        var none: JSONValue?
        try self.init(reject: &members, &none, &reason)
    }

    /// `{"by":"60s"}`, the body of an extension; without a word of it, the lease of the queue.
    init(extend body: ByteView, of queue: Queue) throws(Problem) {
        var members = try BodyReader(body, known: ["by"])
        var none: JSONValue?
        try self.init(extend: &members, of: queue, &none)
    }

    /// The same with its lease, as an element of a list; or a lease alone.
    init(
        nack element: JSONValue, _ lease: inout JSONValue, _ reason: inout String?
    ) throws(Problem) {
        guard element.isObject else {
            self = .nack(failed: true)
            return
        }
        var members = try BodyReader(element, known: ["lease", "failed", "delay", "reason"])
        var found: JSONValue?
        try self.init(nack: &members, &found, &reason)
        lease = try Self.needed(found, "nack")
    }

    init(extend element: JSONValue, of queue: Queue, _ lease: inout JSONValue) throws(Problem) {
        guard element.isObject else {
            self = .extend(queue.settings.lease)
            return
        }
        var members = try BodyReader(element, known: ["lease", "by"])
        var found: JSONValue?
        try self.init(extend: &members, of: queue, &found)
        lease = try Self.needed(found, "extend")
    }

    init(
        reject element: JSONValue, _ lease: inout JSONValue, _ reason: inout String?
    ) throws(Problem) {
        guard element.isObject else {
            self = .reject
            return
        }
        var members = try BodyReader(element, known: ["lease", "reason"])
        var found: JSONValue?
        try self.init(reject: &members, &found, &reason)
        lease = try Self.needed(found, "reject")
    }

    init(setAside element: JSONValue, _ lease: inout JSONValue) throws(Problem) {
        self = .setAside
        guard element.isObject else { return }
        var members = try BodyReader(element, known: ["lease"])
        var found: JSONValue?
        while let member = try members.next() {
            switch member.name {
            case "lease": found = member.value
            default: throw members.unknown(member)
            }
        }
        lease = try Self.needed(found, "defer")
    }

    private init(
        nack members: inout BodyReader, _ lease: inout JSONValue?, _ reason: inout String?
    ) throws(Problem) {
        var failed = true
        var delay: Interval?
        while let member = try members.next() {
            switch member.name {
            case "lease": lease = member.value
            case "failed": failed = try members.boolean(member.value)
            case "delay": delay = try members.delay("delay", member.value)
            case "reason": reason = try Self.reason(member.value, members)
            default: throw members.unknown(member)
            }
        }
        self = .nack(failed: failed, delay: delay)
    }

    private init(
        reject members: inout BodyReader, _ lease: inout JSONValue?, _ reason: inout String?
    ) throws(Problem) {
        while let member = try members.next() {
            switch member.name {
            case "lease": lease = member.value
            case "reason": reason = try Self.reason(member.value, members)
            default: throw members.unknown(member)
            }
        }
        self = .reject
    }

    /// What the holder says of it; none when it is empty.
    private static func reason(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> String? {
        let text = try members.string(value)
        guard text.utf8.count <= Limits.reasonBytesMax else {
            throw Problem(
                .outOfRange,
                "reason has \(text.utf8.count) bytes, more than \(Limits.reasonBytesMax).",
                fix: "Say it in at most \(Limits.reasonBytesMax) bytes."
            ).with("limit", Limits.reasonBytesMax)
        }
        return text.isEmpty ? nil : text
    }

    private init(
        extend members: inout BodyReader, of queue: Queue, _ lease: inout JSONValue?
    ) throws(Problem) {
        var by = queue.settings.lease
        while let member = try members.next() {
            switch member.name {
            case "lease": lease = member.value
            case "by":
                by = try OptionValue.lease(
                    members.duration("by", member.value, atMost: Limits.leaseMax))
            default: throw members.unknown(member)
            }
        }
        self = .extend(by)
    }

    private static func needed(_ lease: JSONValue?, _ verb: String) throws(Problem) -> JSONValue {
        if let lease { return lease }
        throw Problem(
            .invalidBody, "An item of \(verb) has no lease.",
            fix: "Send {\"\(verb)\":[{\"lease\":\"…\"}]}.")
    }
}
