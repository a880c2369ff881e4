internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// The leases that a request settles, as it lists them: `{"ack":[…],"nack":[{"lease":…}],"extend":[…]}`.
///
/// A token that is none, or of another queue, is lost without being asked about; the others become items.
struct SettleBody {
    /// The member that a lease stands in, and its results.
    private enum List: CaseIterable {
        case ack, nack, reject, extend, setAside

        var name: StaticString {
            switch self {
            case .ack: "ack"
            case .nack: "nack"
            case .reject: "reject"
            case .extend: "extend"
            case .setAside: "defer"
            }
        }
    }

    /// One lease in the order given.
    private struct Entry {
        let list: List
        /// Which of the items it became; nil when its token is none of this queue's.
        let item: Int?
    }

    /// What the queue is asked.
    private(set) var items: [SettleItem] = []
    private var entries: [Entry] = []

    /// Leases listed.
    var count: Int { entries.count }

    init() {}

    private static let known = ["ack", "nack", "reject", "extend", "defer"]

    /// Reads the members into `self`, but for one that says something else.
    mutating func read(
        _ members: inout BodyReader, of queue: Queue, besides other: String? = nil
    ) throws(Problem) {
        var scratch = ByteBuffer()
        while let member = try members.next() {
            if let other, member.name.string == other { continue }
            let list: List
            switch member.name {
            case "ack": list = .ack
            case "nack": list = .nack
            case "reject": list = .reject
            case "extend": list = .extend
            case "defer": list = .setAside
            default: throw members.unknown(member)
            }
            var elements = try members.array(member.value)
            while let element = try members.next(of: &elements) {
                try add(element, members, list, queue, &scratch)
            }
        }
    }

    /// A reader of the members that a settle has.
    static func members(of body: ByteView) throws(Problem) -> BodyReader {
        try BodyReader(body, known: known)
    }

    static func members(of value: JSONValue, besides other: String? = nil) throws(Problem) -> BodyReader {
        try BodyReader(value, known: known + (other.map { [$0] } ?? []))
    }

    /// A lease alone, or an object that says more of what becomes of it.
    private mutating func add(
        _ element: JSONValue, _ members: BodyReader, _ list: List, _ queue: Queue,
        _ scratch: inout ByteBuffer
    ) throws(Problem) {
        var lease = element
        let verb: SettleVerb
        var reason: String?
        switch list {
        case .ack: verb = .ack
        case .nack: verb = try SettleVerb(nack: element, &lease, &reason)
        case .reject: verb = try SettleVerb(reject: element, &lease, &reason)
        case .setAside: verb = try SettleVerb(setAside: element, &lease)
        case .extend: verb = try SettleVerb(extend: element, of: queue, &lease)
        }
        guard lease.isString else {
            throw Problem(
                .invalidBody, "A lease must be a string.", fix: "Send the lease as it was received.")
        }
        var item = queue.item(for: try members.contents(lease), verb, scratch: &scratch)
        item?.reason = reason
        entries.append(Entry(list: list, item: item == nil ? nil : items.count))
        if let item { items.append(item) }
    }

    // MARK: results

    /// How many leases were lost.
    func lostCount(_ outcomes: [SettleOutcome]) -> Int {
        entries.reduce(0) { $0 + (outcome($1, outcomes) == .lost ? 1 : 0) }
    }

    /// Appends `{"ack":["acked"],"nack":[…]}`: results by verb, in the order given.
    func write(_ outcomes: [SettleOutcome], into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        for list in List.allCases where entries.contains(where: { $0.list == list }) {
            JSONWriter.name(list.name, into: &out)
            JSONWriter.openArray(into: &out)
            for entry in entries where entry.list == list {
                JSONWriter.string(ByteView(outcome(entry, outcomes).name), into: &out)
            }
            JSONWriter.closeArray(into: &out)
        }
        JSONWriter.closeObject(into: &out)
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
            guard lease.queue == id, let lane = lane(of: lease.log) else { return nil }
            return SettleItem(lane: lane, offset: lease.offset, generation: lease.generation, verb: verb)
        } catch { return nil }
    }
}
