internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// How far a group is behind, partition by partition.
struct GroupBoard: Board {
    private var group: Group
    private var standing: GroupStanding?

    init(_ group: Group) { self.group = group }

    mutating func look() throws(Problem) -> BoardLook {
        let namespace = group.namespace
        guard let group = group.name.withByteView({ namespace.group($0) }) else {
            throw Problem(.notFound(.group, group.name))
        }
        self.group = group
        let standing: GroupStanding
        do throws(Refused) { standing = try group.standing() } catch { throw Problem(error) }
        self.standing = standing
        var tag = BoardTag()
        tag.add(standing)
        return BoardLook(tag: tag, gate: standing.gate)
    }

    func write(at now: Instant, into out: inout ByteBuffer) async throws(Problem) {
        guard let standing else { return }
        let paces = try await standing.paces(at: now)
        out.append(UInt8(ascii: "{"))
        JSONWriter.member("group", group.name, into: &out)
        JSONWriter.member("paused", group.isPaused, into: &out)
        out.append(LagPace.total(paces), of: standing.messages, at: now)
        JSONWriter.name("partitions", into: &out)
        JSONWriter.openArray(into: &out)
        for (place, pace) in zip(standing.places, paces) {
            JSONWriter.openObject(into: &out)
            JSONWriter.member("topic", place.log.owner, into: &out)
            JSONWriter.member("partition", place.log.partition ?? 0, into: &out)
            if let owner = place.owner { JSONWriter.member("member", owner, into: &out) }
            JSONWriter.member("committed", place.committed.rawValue, into: &out)
            JSONWriter.member("latest", place.latest.rawValue, into: &out)
            out.append(pace, of: place.messages, at: now)
            JSONWriter.closeObject(into: &out)
        }
        JSONWriter.closeArray(into: &out)
        out.append(UInt8(ascii: "}"))
    }

    func watch(loop: Int, wake: @escaping @Sendable () -> Void) -> [BoardWatch] {
        guard let standing else { return [] }
        return [.group(group, group.watch(loop: loop, wake: wake))]
            + standing.places.map { .log($0.log, $0.log.watch(from: $0.latest, loop: loop, wake: wake)) }
    }
}

extension GroupStanding {
    /// How fast it goes in each partition.
    func paces(at now: Instant) async throws(Problem) -> [LagPace] {
        var paces: [LagPace] = []
        paces.reserveCapacity(places.count)
        for place in places {
            do throws(Refused) { paces.append(try await group.pace(place, at: now)) } catch {
                throw Problem(error)
            }
        }
        return paces
    }
}

extension BoardTag {
    mutating func add(_ standing: GroupStanding) {
        add(UInt64(standing.group.id.rawValue))
        add(standing.group.isPaused ? 1 : 0)
        for place in standing.places {
            add(UInt64(place.log.id.rawValue))
            add(place.committed)
            add(place.latest)
        }
    }
}

extension ByteBuffer {
    /// Members about a lag: how much, since when, how fast, and until when.
    mutating func append(_ pace: LagPace, of messages: Int, at now: Instant) {
        JSONWriter.member("messages", messages, into: &self)
        if let since = pace.behindSince {
            JSONWriter.member("behind_since", since, into: &self)
            appendThousandths("seconds", Int(Swift.max(now - since, .zero).milliseconds))
        } else {
            JSONWriter.member("seconds", 0, into: &self)
        }
        appendThousandths("produced_per_second", pace.produced)
        appendThousandths("consumed_per_second", pace.consumed)
        if let left = pace.millisecondsLeft(of: messages) { appendThousandths("eta_seconds", left) }
        let trend: StaticString =
            switch pace.trend {
            case .growing: "growing"
            case .shrinking: "shrinking"
            case .steady: "steady"
            }
        JSONWriter.member("trend", trend, into: &self)
    }

    /// A number with as many decimals as it needs.
    private mutating func appendThousandths(_ name: StaticString, _ thousandths: Int) {
        JSONWriter.name(name, into: &self)
        append(decimal: thousandths / 1_000)
        var rest = thousandths % 1_000
        guard rest > 0 else { return }
        append(UInt8(ascii: "."))
        var place = 100
        while rest > 0 {
            append(UInt8(48 + rest / place))
            rest %= place
            place /= 10
        }
    }
}
