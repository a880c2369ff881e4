internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// The leases that a request settles, as it lists them: `{"ack":[…],"nack":[{"lease":…}]}`.
///
/// A token that is none, or of another queue, is lost without being asked about; the others become items.
struct SettleBody {
    /// One lease in the order given.
    private struct Entry {
        let isAck: Bool
        /// Which of the items it became; nil when its token is none of this queue's.
        let item: Int?
    }

    /// What the queue is asked.
    private(set) var items: [SettleItem] = []
    private var entries: [Entry] = []

    /// Leases listed.
    var count: Int { entries.count }

    init() {}

    private static let known = ["ack", "nack"]
    private static let later = ["reject", "extend", "defer"]
    private static let nackKnown = ["lease", "failed"]
    private static let nackLater = ["delay", "reason"]

    /// Reads the members into `self`.
    mutating func read(_ members: inout BodyReader, of queue: Queue) throws(Problem) {
        var scratch = ByteBuffer()
        while let member = try members.next() {
            switch member.name {
            case "ack":
                var elements = try members.array(member.value)
                while let element = try members.next(of: &elements) {
                    try add(element, members, .ack, queue, &scratch)
                }
            case "nack":
                var elements = try members.array(member.value)
                while let element = try members.next(of: &elements) {
                    try addNack(element, members, queue, &scratch)
                }
            default: throw members.unknown(member)
            }
        }
    }

    /// A reader of the members that a settle has.
    static func members(of body: ByteView) throws(Problem) -> BodyReader {
        try BodyReader(body, known: known, later: later)
    }

    static func members(of value: JSONValue) throws(Problem) -> BodyReader {
        try BodyReader(value, known: known, later: later)
    }

    private mutating func addNack(
        _ element: JSONValue, _ members: BodyReader, _ queue: Queue, _ scratch: inout ByteBuffer
    ) throws(Problem) {
        guard element.isObject else {
            return try add(element, members, .nack(failed: true), queue, &scratch)
        }
        var inner = try BodyReader(element, known: Self.nackKnown, later: Self.nackLater)
        var lease: JSONValue?
        var failed = true
        while let member = try inner.next() {
            switch member.name {
            case "lease": lease = member.value
            case "failed": failed = try inner.boolean(member.value)
            default: throw inner.unknown(member)
            }
        }
        guard let lease else {
            throw Problem(.invalidBody, "A nack has no lease.", fix: "Send {\"nack\":[{\"lease\":\"…\"}]}.")
        }
        try add(lease, members, .nack(failed: failed), queue, &scratch)
    }

    private mutating func add(
        _ value: JSONValue, _ members: BodyReader, _ verb: SettleVerb, _ queue: Queue,
        _ scratch: inout ByteBuffer
    ) throws(Problem) {
        guard value.isString else {
            throw Problem(
                .invalidBody, "A lease must be a string.", fix: "Send the lease as it was received.")
        }
        let token = try members.contents(value)
        if let item = queue.item(for: token, verb, scratch: &scratch) {
            entries.append(Entry(isAck: verb == .ack, item: items.count))
            items.append(item)
        } else {
            entries.append(Entry(isAck: verb == .ack, item: nil))
        }
    }

    // MARK: results

    /// How many leases were lost.
    func lostCount(_ outcomes: [SettleOutcome]) -> Int {
        entries.reduce(0) { $0 + (outcome($1, outcomes) == .lost ? 1 : 0) }
    }

    /// Appends `{"ack":["acked"],"nack":[…]}`: results by verb, in the order given.
    func write(_ outcomes: [SettleOutcome], into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        write("ack", true, outcomes, into: &out)
        write("nack", false, outcomes, into: &out)
        JSONWriter.closeObject(into: &out)
    }

    private func write(
        _ name: StaticString, _ isAck: Bool, _ outcomes: [SettleOutcome], into out: inout ByteBuffer
    ) {
        guard entries.contains(where: { $0.isAck == isAck }) else { return }
        JSONWriter.name(name, into: &out)
        JSONWriter.openArray(into: &out)
        for entry in entries where entry.isAck == isAck {
            JSONWriter.string(ByteView(outcome(entry, outcomes).name), into: &out)
        }
        JSONWriter.closeArray(into: &out)
    }

    private func outcome(_ entry: Entry, _ outcomes: [SettleOutcome]) -> SettleOutcome {
        guard let item = entry.item, outcomes.indices.contains(item) else { return .lost }
        return outcomes[item]
    }
}

extension Queue {
    /// What to settle by a token; nil when it is none of this queue's.
    func item(for token: ByteView, _ verb: SettleVerb, scratch: inout ByteBuffer) -> SettleItem? {
        do throws(BrokerError) {
            scratch.removeAll()
            let lease = try namespace.tokens.read(token, scratch: &scratch)
            guard lease.queue == id, lease.log == log.id else { return nil }
            return SettleItem(offset: lease.offset, generation: lease.generation, verb: verb)
        } catch { return nil }
    }
}
