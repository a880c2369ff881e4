package import Base
internal import Broker
internal import LogFormat

/// Where a group and the partitions it reads stood at one moment.
package struct GroupStanding: Sendable {
    /// One partition.
    package struct Place: Sendable {
        package let log: LogView
        /// Where the group goes on: at the beginning while it has committed nothing.
        package let committed: Offset
        /// Behind the last visible message.
        package let latest: Offset
        /// The member that owns it.
        package let owner: String?
        fileprivate let consumed: Rate

        /// Messages that are not committed.
        package var messages: Int { Swift.max(0, latest - committed) }
    }

    package let group: Group
    /// Ascending by log.
    package let places: [Place]
    /// Opens once what the group committed is durable.
    package let gate: Gate

    /// Messages that are not committed, of all partitions.
    package var messages: Int { places.reduce(0) { $0 + $1.messages } }
}

/// How fast a group goes, and since when it is behind; of one partition or of all.
package struct LagPace: Sendable {
    /// When the first message that is not committed was appended.
    package fileprivate(set) var behindSince: Instant?
    /// Messages committed and appended a second, in thousandths.
    package fileprivate(set) var consumed = 0
    package fileprivate(set) var produced = 0

    fileprivate init() {}

    fileprivate mutating func add(_ other: LagPace) {
        if let since = other.behindSince { behindSince = Swift.min(behindSince ?? since, since) }
        consumed += other.consumed
        produced += other.produced
    }

    /// Milliseconds until nothing is left if all goes on so; nil when it never will be.
    package func millisecondsLeft(of messages: Int) -> Int? {
        if messages == 0 { return 0 }
        let net = consumed - produced
        guard net > 0 else { return nil }
        return Int(clamping: UInt128(messages) * 1_000_000 / UInt128(net))
    }

    package enum Trend: Sendable { case growing, shrinking, steady }

    /// Which way the lag goes; a twentieth of the faster rate counts as nothing, and who is not behind keeps up.
    package var trend: Trend {
        guard behindSince != nil else { return .steady }
        let margin = Swift.max(consumed, produced) / 20
        if produced - consumed > margin { return .growing }
        return consumed - produced > margin ? .shrinking : .steady
    }
}

extension Group {
    /// Where it stands now. Takes the shard lock only after who reads what has changed.
    package func standing() throws(Refused) -> GroupStanding {
        let (places, sequence) = try progressNow()
        return GroupStanding(
            group: self,
            places: places.compactMap { place in
                if place.log.isClosed { return nil }
                let latest = place.log.visibleEnd
                return GroupStanding.Place(
                    log: place.log, committed: place.committed ?? place.log.earliest, latest: latest,
                    owner: place.owner,
                    consumed: place.consumed)
            }, gate: namespace.shard.gate(sequence))
    }

    private func progressNow() throws(Refused) -> (places: [GroupProgress.Place], sequence: JournalSequence) {
        if let current = progress.current { return current }
        let shard = namespace.shard
        return try shard.locked(flush: false) {
            (state) throws(Refused) -> (places: [GroupProgress.Place], sequence: JournalSequence) in
            guard let status = state.broker.status(of: id) else {
                throw Refused(.notFound(.group, name), gate: shard.gate(state.applied))
            }
            let places = shard.places(of: status, now: shard.readClock(&state), in: state)
            progress.fill(places, at: state.applied)
            return (places, state.applied)
        }
    }

    /// How fast it goes in one partition. Suspends only for bytes that are not in memory.
    package func pace(_ place: GroupStanding.Place, at now: Instant) async throws(Refused) -> LagPace {
        var pace = LagPace()
        pace.consumed = place.consumed.thousandths(at: now)
        pace.produced = try await place.log.produced(at: now)
        if place.latest > place.committed {
            pace.behindSince = try await place.log.time(from: Swift.max(place.committed, place.log.earliest))
        }
        return pace
    }

    /// Asks for `wake` on loop `loop` once it commits, or something else of it changes.
    package func watch(loop: Int, wake: @escaping @Sendable () -> Void) -> UInt64 {
        progress.watch(loop: loop, wake: wake)
    }

    /// Takes a watch back.
    package func unwatch(_ token: UInt64) { progress.unwatch(token) }
}

extension LagPace {
    /// The paces of several partitions as one.
    package static func total(_ paces: [LagPace]) -> LagPace {
        var total = LagPace()
        for pace in paces { total.add(pace) }
        return total
    }
}

extension Shard {
    /// The partitions that a group owns or has committed, ascending by log.
    fileprivate func places(
        of status: GroupStatus, now: Instant, in state: borrowing ShardState
    ) -> [GroupProgress.Place] {
        var names: [MemberID: String] = [:]
        for member in status.members { names[member.id] = member.name }
        var ids = status.ownerships.map(\.log) + status.offsets.map(\.log)
        ids.sort()
        var places: [GroupProgress.Place] = []
        var (owned, committed) = (status.ownerships[...], status.offsets[...])
        for id in ids where places.last?.log.id != id {
            guard let log = state.entities.log(id) else { continue }
            owned = owned.drop { $0.log < id }
            committed = committed.drop { $0.log < id }
            let owner = owned.first.flatMap { $0.log == id ? $0.owner.flatMap { names[$0] } : nil }
            let offset = committed.first.flatMap { $0.log == id ? $0.offset : nil }
            places.append(
                GroupProgress.Place(log: log, committed: offset, owner: owner, consumed: Rate(at: now)))
        }
        return places
    }
}
