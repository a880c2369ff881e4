package import Base
package import LogFormat

/// What a declaration says of a queue's lanes; nil leaves a member as it is, or at its default.
package struct LanesWish: Equatable, Sendable {
    /// The topic that a queue is to read, and from where.
    package struct Source: Equatable, Sendable {
        package var topic: String
        package var start: QueueSource.Start
        /// Where a time lies in each partition.
        package var found: [Offset]

        package init(topic: String, start: QueueSource.Start, found: [Offset] = []) {
            self.topic = topic
            self.start = start
            self.found = found
        }
    }

    /// 1 is none to speak of.
    package var priorities: Int?
    package var lowestFirstEvery: LimitWish<Int> = .asIs
    package var source: Source?
    package var holdRetention: LimitWish<Int> = .asIs

    package init() {}

    /// Why no queue can be like that.
    var refusal: BrokerError? {
        if let priorities, !(1...Limits.prioritiesMax).contains(priorities) {
            return .limit("priorities", max: Limits.prioritiesMax)
        }
        if case .at(let every) = lowestFirstEvery, !(2...Limits.lowestFirstEveryMax).contains(every) {
            return .limit("lowest_first_every", max: Limits.lowestFirstEveryMax)
        }
        if case .at(let bytes) = holdRetention, bytes < 1 { return .limit("hold_retention", max: .max) }
        if let priorities, priorities > 1, source != nil { return .excludes("priorities", "source") }
        return nil
    }

    /// Which members a queue has that differ and cannot change.
    func immutable(in settings: LaneSettings) -> [String] {
        var members: [String] = []
        if let priorities, priorities != settings.priorities { members.append("priorities") }
        if let source, source.topic != settings.source?.name || source.start != settings.source?.start {
            members.append("source")
        }
        return members
    }

    /// `settings` with what can be changed as it is named; names of what differs join `changed`.
    func apply(to settings: LaneSettings, _ changed: inout [String]) -> LaneSettings {
        var wished = settings
        wished.lowestFirstEvery = lowestFirstEvery.applied(to: settings.lowestFirstEvery)
        if wished.lowestFirstEvery != settings.lowestFirstEvery { changed.append("lowest_first_every") }
        wished.holdRetention = holdRetention.applied(to: settings.holdRetention)
        if wished.holdRetention != settings.holdRetention { changed.append("hold_retention") }
        return wished
    }
}

extension LanesWish.Source {
    /// The topic that is meant; one that is compacted keeps no place for a message that was superseded.
    func find(in namespace: Namespace, _ entities: borrowing EntityTable) -> Result<QueueSource, BrokerError>
    {
        guard let id = topic.withByteView({ namespace.topics.find($0) }),
            let found = entities.topic(EntityID(id))
        else { return .failure(.notFound(.topic, topic)) }
        if found.settings.cleanup.compacts { return .failure(.sourceCompacted(topic)) }
        // Of a topic that grew meanwhile.
        if case .time = start, self.found.count != found.logs.count { return .failure(.stale) }
        return .success(QueueSource(topic: found.id, name: topic, start: start))
    }
}
