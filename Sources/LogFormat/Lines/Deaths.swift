package import Base
import JSONText

/// Why a message became a dead letter.
package enum DeathReason: UInt8, Sendable {
    case rejected = 1
    case deliveryLimit = 2
    /// It outlived its time.
    case expired = 3
    /// The queue was full.
    case maxLength = 4

    /// The word for it in lines and answers.
    package var name: StaticString {
        switch self {
        case .rejected: "rejected"
        case .deliveryLimit: "delivery_limit"
        case .expired: "expired"
        case .maxLength: "maxlen"
        }
    }
}

/// The deaths of a message, newest first, one for each queue and reason: what its line says under `deaths`.
package struct Deaths: Equatable, Sendable {
    /// How often a message died in one queue for one reason, and when.
    package struct Death: Equatable, Sendable {
        package var queue: String
        /// The word of a reason.
        package var reason: String
        package var count: Int
        package var first: Instant
        package var last: Instant
        /// Failures that it had then; 0 for none.
        package var failures = 0
        /// What its holder said the last time.
        package var detail: String?
        /// What it had been routed by before it died; nil when it was not routed.
        package var exchange: String?
        package var routingKey: String?
        /// The priority that it had in that queue; nil when the queue had none.
        package var priority: UInt8?
    }

    package private(set) var list: [Death] = []

    /// None.
    package init() {}

    /// Reads the member of a line.
    package init(reading array: ByteView) throws(FormatError) {
        do throws(JSONError) {
            var elements = try JSONValue(checking: array, depthMax: 3).array()
            while let element = try elements.next() {
                var death = Death(
                    queue: "", reason: "", count: 0, first: .distantPast, last: .distantPast)
                var members = try element.object()
                while let member = try members.next() {
                    switch member.name {
                    case "queue": death.queue = try member.value.string()
                    case "reason": death.reason = try member.value.string()
                    case "count": death.count = try member.value.integer(in: 1...Int.max)
                    case "first_at": death.first = try member.value.time()
                    case "last_at": death.last = try member.value.time()
                    case "failures":
                        death.failures = try member.value.integer(in: 1...Limits.deliveriesMax)
                    case "detail": death.detail = try member.value.string()
                    case "exchange": death.exchange = try member.value.string()
                    case "routing_key": death.routingKey = try member.value.string()
                    case "priority":
                        death.priority = UInt8(try member.value.integer(in: 0...Limits.prioritiesMax - 1))
                    default: break
                    }
                }
                list.append(death)
            }
        } catch { throw .badField("deaths") }
    }

    /// Adds one more; the oldest entries go when there are too many.
    package mutating func add(
        in queue: String, _ reason: DeathReason, failures: Int = 0, detail: String? = nil,
        exchange: String? = nil,
        routingKey: String? = nil,
        priority: UInt8? = nil, at now: Instant
    ) {
        let word = "\(reason.name)"
        var death = Death(
            queue: queue, reason: word, count: 1, first: now, last: now,
            failures: Swift.min(failures, Limits.deliveriesMax), detail: detail,
            exchange: exchange, routingKey: routingKey, priority: priority)
        if let index = list.firstIndex(where: { $0.queue == queue && $0.reason == word }) {
            let before = list.remove(at: index)
            death.count = before.count + 1
            death.first = before.first
        }
        list.insert(death, at: 0)
        if list.count > Limits.deathsMax { list.removeLast(list.count - Limits.deathsMax) }
    }

    /// Whether moving it to `queue` would send it round without anybody ever having rejected it.
    package func isCycle(to queue: String) -> Bool {
        let rejected = "\(DeathReason.rejected.name)"
        return list.contains { $0.queue == queue } && !list.contains { $0.reason == rejected }
    }

    /// The queue it died in last, other than the one it lies in now.
    package func origin(before queue: String) -> String? { list.first { $0.queue != queue }?.queue }

    /// The priority that it had last in a queue with priorities.
    package var priority: UInt8? {
        for death in list { if let priority = death.priority { return priority } }
        return nil
    }

    /// The priority that it had when it died in a queue last; nil when it did not, or had none.
    package func priority(in queue: String) -> UInt8? { list.first { $0.queue == queue }?.priority }

    /// Failures that it had when it died in a queue last, or, with none named, when it died last.
    package func failures(in queue: String?) -> Int {
        (queue == nil ? list.first : list.first { $0.queue == queue })?.failures ?? 0
    }

    /// Appends the array as lines have it.
    package func write(into out: inout ByteBuffer) {
        JSONWriter.openArray(into: &out)
        for death in list {
            JSONWriter.openObject(into: &out)
            JSONWriter.member("queue", death.queue, into: &out)
            JSONWriter.member("reason", death.reason, into: &out)
            JSONWriter.member("count", death.count, into: &out)
            JSONWriter.member("first_at", death.first, into: &out)
            JSONWriter.member("last_at", death.last, into: &out)
            if death.failures > 0 { JSONWriter.member("failures", death.failures, into: &out) }
            if let detail = death.detail { JSONWriter.member("detail", detail, into: &out) }
            if let exchange = death.exchange { JSONWriter.member("exchange", exchange, into: &out) }
            if let key = death.routingKey { JSONWriter.member("routing_key", key, into: &out) }
            if let priority = death.priority { JSONWriter.member("priority", Int(priority), into: &out) }
            JSONWriter.closeObject(into: &out)
        }
        JSONWriter.closeArray(into: &out)
    }
}
