internal import Base
internal import LogFormat

/// The lanes of a queue, numbered from 0.
extension Queue {
    var laneCount: Int { 1 + others.count }

    /// Whether there is but one.
    var isSingle: Bool { others.isEmpty }

    subscript(lane: UInt16) -> Lane { lane == 0 ? first : others[Int(lane) - 1] }

    /// Visits all in their order.
    func forEachLane(_ body: (UInt16, Lane) -> Void) {
        body(0, first)
        for index in others.indices { body(UInt16(index) + 1, others[index]) }
    }

    /// The number of the lane over a log.
    func lane(of log: LogID) -> UInt16? {
        if first.log == log { return 0 }
        return others.firstIndex { $0.log == log }.map { UInt16($0) + 1 }
    }

    /// The sum of what `count` says of each lane.
    func sum(_ count: (Lane) -> Int) -> Int {
        var sum = count(first)
        for lane in others { sum += count(lane) }
        return sum
    }

    /// When the first wait of a lane ends.
    var nextWait: Instant? {
        var next = first.slots.waits.first?.due
        for lane in others {
            guard let due = lane.slots.waits.first?.due else { continue }
            next = next.map { Swift.min($0, due) } ?? due
        }
        return next
    }

    /// Whether its logs are its own, not those of a topic.
    var ownsLogs: Bool { settings.lanes.source == nil }

    /// Takes in further lanes, and where the first one begins.
    func add(_ event: LanesAdded) {
        for (index, added) in event.lanes.enumerated() {
            let number = Int(event.first) + index
            if number == 0 { first.slots.begin(at: added.start) }
            guard number == laneCount else { continue }
            let lane = Lane(log: added.log)
            lane.slots.begin(at: added.start)
            others.append(lane)
        }
        followSettings()
        followBounds()
    }

    /// The event that would add its further lanes as they are now; nil when there are none.
    var lanesAdded: LanesAdded? {
        if others.isEmpty { return nil }
        return LanesAdded(
            queue: id, first: 1,
            lanes: others.map { LanesAdded.Lane(log: $0.log, start: Offset($0.slots.floor)) })
    }

    /// The lane of a priority: the highest stands first.
    func lane(ofPriority priority: UInt8) -> UInt16? {
        let priorities = settings.lanes.priorities
        return Int(priority) < priorities ? UInt16(priorities - 1 - Int(priority)) : nil
    }

    /// Messages in somebody's hands.
    var leasedCount: Int { sum { $0.slots.leased } }

    /// Messages that are to be moved.
    var doomedCount: Int { sum { $0.slots.doomed.count } }
}
