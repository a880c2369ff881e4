internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

/// Members of a group: those made by hand, and a look at all of them.
extension Interface {
    func joinGroup(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try call.name(call.parameters.first, of: "group")
        var (member, topics, epoch) = (nil as String?, nil as Subscription?, nil as UInt64?)
        var members = try BodyReader(
            try await call.exchange.readControlBody(), known: ["member", "topics", "epoch"])
        while let given = try members.next() {
            switch given.name {
            case "member": member = try MemberName.check(try members.string(given.value))
            case "topics": topics = try Subscription(reading: given.value, members)
            case "epoch": epoch = try members.epoch(given.value)
            default: throw members.unknown(given)
            }
        }
        guard let member else {
            throw Problem(
                .invalidBody, "It does not say who joins.",
                fix: "Send {\"member\":\"w1\",\"topics\":[\"orders\"]}.")
        }
        if let epoch {
            // Who has an epoch is in already, unless that is over.
            let held = try rejoin(name, member, epoch, namespace)
            return answer(call, held, .ok)
        }
        if let topics { try require(topics, in: namespace) }
        let held: GroupHold
        do throws(Refused) { held = try namespace.join(group: name, member, topics: topics) } catch {
            throw Problem(error, namespace)
        }
        answer(call, held, .created)
    }

    /// A member that says it is in: as a heartbeat, so that an epoch nobody gave is refused.
    private func rejoin(
        _ name: String, _ member: String, _ epoch: UInt64, _ namespace: Namespace
    ) throws(Problem) -> GroupHold {
        guard let group = name.withByteView({ namespace.group($0) }) else {
            throw missing(group: name, namespace)
        }
        do throws(Refused) { return try group.heartbeat(member, epoch: epoch, owned: nil) } catch {
            throw Problem(error, namespace)
        }
    }

    func heartbeat(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        let member = try call.name(call.parameters.second, of: "member")
        var (epoch, owned) = (nil as UInt64?, nil as [LogID]?)
        var members = try BodyReader(try await call.exchange.readControlBody(), known: ["epoch", "owned"])
        while let given = try members.next() {
            switch given.name {
            case "epoch": epoch = try members.epoch(given.value)
            case "owned": owned = try partitions(given.value, members, group.namespace)
            default: throw members.unknown(given)
            }
        }
        guard let epoch else { throw Problem(noEpoch: "A heartbeat") }
        do throws(Refused) {
            answer(call, try group.heartbeat(member, epoch: epoch, owned: owned), .ok)
        } catch { throw Problem(error, group.namespace) }
    }

    func leaveGroup(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        let group = try group(call)
        let member = try call.name(call.parameters.second, of: "member")
        let epoch = try options.integer(.epoch, in: 0...Limits.offsetMax).map { UInt64($0) }
        do throws(Refused) {
            call.exchange.answerNothing(gate: try group.leave(member, epoch: epoch))
        } catch { throw Problem(error, group.namespace) }
    }

    func listMembers(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let group = try group(call)
        let look: Gated<GroupLook>
        do throws(Refused) { look = try group.look() } catch { throw Problem(error) }
        let status = look.value.status
        call.exchange.answerJSON(gate: look.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("generation", status.generation, into: &out)
            JSONWriter.name("members", into: &out)
            JSONWriter.openArray(into: &out)
            for member in status.members { write(member, look.value, into: &out) }
            JSONWriter.closeArray(into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    private func write(_ member: GroupStatus.Member, _ look: GroupLook, into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("member", member.name, into: &out)
        JSONWriter.member("epoch", member.epoch, into: &out)
        JSONWriter.member("made_by", member.kind == .byHand ? "hand" : "poll", into: &out)
        out.appendMember("topics", member.topics.entries)
        out.appendPartitions("owned", member.logs.compactMap { look.log($0) })
        let revoked = look.status.ownerships.filter { $0.owner == member.id && $0.isRevoked }
        if !revoked.isEmpty { out.appendPartitions("revoked", revoked.compactMap { look.log($0.log) }) }
        JSONWriter.member("joined_at", member.joinedAt, into: &out)
        JSONWriter.member("session_until", member.deadline, into: &out)
        JSONWriter.closeObject(into: &out)
    }

    private func answer(_ call: Call, _ held: GroupHold, _ status: Status) {
        let polled = held.polled
        call.exchange.answerJSON(status, gate: held.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("member", held.memberName, into: &out)
            JSONWriter.member("epoch", polled.epoch, into: &out)
            JSONWriter.member("generation", polled.generation, into: &out)
            JSONWriter.member("session_until", polled.deadline, into: &out)
            if polled.isPaused { JSONWriter.member("paused", true, into: &out) }
            JSONWriter.name("positions", into: &out)
            JSONWriter.openArray(into: &out)
            for position in polled.positions {
                guard let log = held.logs.find(position.log) else { continue }
                JSONWriter.openObject(into: &out)
                JSONWriter.member("topic", log.owner, into: &out)
                JSONWriter.member("partition", log.partition ?? 0, into: &out)
                JSONWriter.member("offset", position.offset.rawValue, into: &out)
                if position.skipped > 0 { JSONWriter.member("skipped", position.skipped, into: &out) }
                JSONWriter.closeObject(into: &out)
            }
            JSONWriter.closeArray(into: &out)
            if !polled.revoked.isEmpty {
                out.appendPartitions("revoked", polled.revoked.compactMap { held.logs.find($0) })
            }
            JSONWriter.closeObject(into: &out)
        }
    }

    /// Reads partitions as answers show them: `[{"topic":"orders","partitions":[0,3]}]`.
    private func partitions(
        _ value: JSONValue, _ members: BodyReader, _ namespace: Namespace
    ) throws(Problem) -> [LogID] {
        var logs: [LogID] = []
        var elements = try members.array(value)
        while let element = try members.next(of: &elements) {
            var (topic, numbers) = (nil as String?, [Int]())
            var inner = try BodyReader(element, known: ["topic", "partitions"])
            while let given = try inner.next() {
                switch given.name {
                case "topic": topic = try inner.string(given.value)
                case "partitions":
                    var list = try inner.array(given.value)
                    while let number = try inner.next(of: &list) {
                        numbers.append(try inner.integer(number, in: 0...Limits.partitionsMax - 1))
                    }
                default: throw inner.unknown(given)
                }
            }
            guard let topic else {
                throw Problem(
                    .invalidBody, "What is owned needs \"topic\" and \"partitions\".",
                    fix: "Send {\"owned\":[{\"topic\":\"orders\",\"partitions\":[0]}]}.")
            }
            // What is gone is not owned.
            guard let found = topic.withByteView({ namespace.topic($0) }) else { continue }
            for number in numbers where number < found.partitionCount { logs.append(found.log(number).id) }
        }
        logs.sort()
        return logs
    }
}

extension ByteBuffer {
    /// A member with partitions by topic, of logs that ascend by id.
    mutating func appendPartitions(_ name: StaticString, _ logs: [LogView]) {
        JSONWriter.name(name, into: &self)
        JSONWriter.openArray(into: &self)
        let sorted = logs.sorted { ($0.owner, $0.partition ?? 0) < ($1.owner, $1.partition ?? 0) }
        var topic: String?
        for log in sorted {
            if log.owner != topic {
                if topic != nil { append("]}") }
                topic = log.owner
                JSONWriter.openObject(into: &self)
                JSONWriter.member("topic", log.owner, into: &self)
                JSONWriter.name("partitions", into: &self)
                JSONWriter.openArray(into: &self)
            }
            JSONWriter.number(log.partition ?? 0, into: &self)
        }
        if topic != nil { append("]}") }
        JSONWriter.closeArray(into: &self)
    }
}
