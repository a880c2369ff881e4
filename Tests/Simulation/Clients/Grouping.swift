import Base
import Broker
import LogFormat
import Node
import TestSupport

/// A group as its clients know it.
struct OracleGroup {
    let id: EntityID
    let namespace: EntityID
    let name: String
    /// Where it was told to go on; it never goes back by itself.
    var floors: [LogID: Offset] = [:]
}

/// A process that reads for a group; it outlives the server.
struct GroupReader {
    /// Messages that it was handed.
    struct Part {
        let log: LogID
        let from: Offset
        let end: Offset
    }

    /// A poll that was let in, and whose answer is on its way.
    struct Pending {
        let poll: GroupPoll
        let life: Life
    }

    let group: String
    let name: String
    /// The group and the epoch of its last answer; nil before the first.
    var place: (group: EntityID, epoch: UInt64)?
    var token: [LogEnd] = []
    var batch: [Part] = []
    var pending: Pending?
}

extension NodeSimulation {
    static let readers = ["billing", "mailing"].flatMap { group in
        ["w1", "w2", "w3"].map { GroupReader(group: group, name: $0) }
    }

    /// A member of a group does what comes next for it.
    func readForGroup(_ node: Node) {
        guard let index = readers.indices.randomElement(using: &random) else { return }
        if chance(20) {
            trace.note("\(readers[index].name) of \(readers[index].group) starts anew")
            readers[index] = GroupReader(group: readers[index].group, name: readers[index].name)
        }
        if let pending = readers[index].pending, pending.life === life {
            // The first decision must be durable before anything is answered.
            if pending.poll.gate.isOpen { hand(index, pending.poll) }
        } else {
            poll(index, node)
        }
    }

    private func poll(_ index: Int, _ node: Node) {
        let reader = readers[index]
        guard let namespace = "default".withByteView({ node.namespace($0) }) else { return }
        for part in reader.batch { finish(part, of: reader) }
        let after = reader.place.map { PollCommand.After(epoch: $0.epoch, ends: reader.token) }
        let request = PollRequest(
            member: reader.name, topics: after == nil ? Subscription(["*"]) : nil, after: after,
            wait: .seconds(Int64(number(0...20))))
        let text = "poll of \(reader.name) in \(reader.group)"
        do throws(Refused) {
            let poll = try namespace.poll(group: reader.group, request)
            admit(poll, of: index, text, node)
        } catch {
            readers[index].batch = []
            readers[index].pending = nil
            switch error.reason {
            case .fenced, .unknownMember:
                refused(error, text, isExpected: after != nil)
                readers[index].place = nil
                readers[index].token = []
            case .matchesNothing: refused(error, text, isExpected: namespace.topics().isEmpty)
            case .noTopics: refused(error, text, isExpected: after != nil)
            default: refused(error, text, isExpected: false)
            }
        }
    }

    /// Takes in what the member was told, which must neither go back nor pass anything over.
    private func admit(_ poll: GroupPoll, of index: Int, _ text: String, _ node: Node) {
        let reader = readers[index]
        if oracle.state.group(poll.group.id) == nil {
            if oracle.state.groups.contains(where: { $0.name == reader.group }) {
                fail("\(text): there are two")
            }
            oracle.state.groups.append(
                OracleGroup(id: poll.group.id, namespace: EntityID(0), name: reader.group))
        }
        guard let known = oracle.state.group(poll.group.id) else { return }
        for place in poll.places {
            let floor = oracle.state.groups[known].floors[place.log.id] ?? .zero
            if place.offset < floor {
                fail("\(text): log \(place.log.id.rawValue) went back to \(place.offset.rawValue)")
            }
            let done = frontiers[poll.group.id]?[place.log.id] ?? .zero
            if let missed = missed(from: done, upTo: place.offset, of: place.log.id) {
                fail("\(text): message \(missed.rawValue) of log \(place.log.id.rawValue) was passed over")
            }
            oracle.state.groups[known].floors[place.log.id] = place.offset
        }
        // Whoever polls has nothing in its hands any more.
        readers[index].batch = []
        readers[index].pending = GroupReader.Pending(poll: poll, life: life)
        tally.polls += 1
        answer(poll.gate, text)
    }

    /// Hands messages to a member, unless something came between; some answers are lost.
    private func hand(_ index: Int, _ poll: GroupPoll) {
        readers[index].pending = nil
        let reader = readers[index]
        var batch: [GroupReader.Part] = []
        for place in poll.places where !place.log.isClosed {
            let visible = Int(place.log.visibleEnd.rawValue)
            guard visible > Int(place.offset.rawValue), !chance(4) else { continue }
            let end = Offset(UInt64(number(Int(place.offset.rawValue) + 1...visible)))
            batch.append(GroupReader.Part(log: place.log.id, from: place.offset, end: end))
        }
        let ends = batch.map { LogEnd(log: $0.log, end: $0.end) }
        switch poll.group.deliver(poll, ends) {
        case .go:
            for part in batch { checkHands(part.log, reader, poll) }
            let isLost = chance(6)
            trace.note("\(reader.name) of \(reader.group) gets \(batch.count) parts\(isLost ? ", lost" : "")")
            if isLost { return }
            readers[index].place = (poll.group.id, poll.polled.epoch)
            readers[index].token = ends
            readers[index].batch = batch
            tally.handed += batch.reduce(0) { $0 + ($1.end - $1.from) }
        case .again:
            trace.note("\(reader.name) of \(reader.group) must ask again")
        case .ended(let end):
            trace.note("\(reader.name) of \(reader.group) ended: \(end)")
        }
    }

    /// Nobody else may have messages of the log in hands, unless the group gave that member up.
    private func checkHands(_ log: LogID, _ reader: GroupReader, _ poll: GroupPoll) {
        for other in readers where other.group == reader.group && other.name != reader.name {
            guard other.batch.contains(where: { $0.log == log }), other.place?.group == poll.group.id,
                let look = try? poll.group.look()
            else { continue }
            let isThere = look.value.status.members.contains {
                $0.name == other.name && $0.epoch == other.place?.epoch
            }
            if isThere { fail("log \(log.rawValue) is in the hands of \(other.name) and \(reader.name)") }
        }
    }

    /// The first message of a stretch that a reader had to be shown.
    private func missed(from: Offset, upTo end: Offset, of log: LogID) -> Offset? {
        guard from < end, oracle.state.log(log) != nil else { return nil }
        let now = life.opened?.node.now() ?? life.lastNow
        return (from.rawValue..<end.rawValue).lazy.map { Offset($0) }.first {
            oracle.state.isKept($0, of: log, now: now)
        }
    }

    /// A member has worked through what it was handed.
    private func finish(_ part: GroupReader.Part, of reader: GroupReader) {
        guard let group = reader.place?.group else { return }
        let done = frontiers[group]?[part.log] ?? .zero
        if missed(from: done, upTo: part.from, of: part.log) == nil {
            frontiers[group, default: [:]][part.log] = max(done, part.end)
        }
    }
}
