package import Base
package import LogFormat

/// Messages of a lane whose groups are to be learned from their lines.
package struct Lesson: Sendable {
    package var queue: EntityID
    package var lane: UInt16
    package var log: LogID
    package var from: Offset
    /// What says to which group a message belongs; `none` stands for the group, without an order.
    package var order: MessageOrder
    /// Most messages.
    package var max: Int
}

extension Broker {
    /// Whether some queue minds groups.
    package var mindsGroups: Bool { !groupedQueues.isEmpty }

    /// What is to be learned next, in the order of queues and lanes; nil when enough is known.
    ///
    /// `ends` tells up to where the lines of a log can be read.
    package borrowing func lesson(_ ends: (LogID) -> Offset?) -> Lesson? {
        for id in groupedQueues {
            guard let queue = entities.queue(EntityID(id)) else { continue }
            var found: Lesson?
            queue.forEachLane { number, lane in
                guard found == nil, let groups = lane.groups, groups.knownCount < Limits.lookAheadMax else {
                    return
                }
                let from = Offset(Swift.max(groups.end, lane.slots.floor))
                guard let end = ends(lane.log), from < end else { return }
                let room = Swift.min(Limits.lookAheadMax - groups.knownCount, Limits.lessonMessagesMax)
                found = Lesson(
                    queue: queue.id, lane: number, log: lane.log, from: from,
                    order: queue.settings.choosing.order, max: Swift.min(room, end - from))
            }
            if let found { return found }
        }
        return nil
    }

    /// Takes in the groups of the messages of a lesson, from its first one on; those that wait are served soon.
    package mutating func learn(_ groups: [UInt64], of lesson: Lesson, now: Instant) {
        guard let queue = entities.queue(lesson.queue), Int(lesson.lane) < queue.laneCount else { return }
        let lane = queue[lesson.lane]
        guard lane.log == lesson.log, lane.reads == lesson.order, let end = lane.groups?.end,
            Swift.max(end, lane.slots.floor) >= lesson.from.rawValue
        else { return }
        for (index, group) in groups.enumerated() {
            let offset = lesson.from.rawValue + UInt64(index)
            guard offset >= end else { continue }
            lane.groups?.learn(group, of: offset, lane.slots[offset], position: lane.position(of: offset))
        }
        if let groups = lane.groups, !groups.isCaughtUp, groups.end >= lane.slots.handedOutEnd {
            lane.groups?.isCaughtUp = true
        }
        if !queue.line.isEmpty { timers.set(queue.id.rawValue, at: now) }
    }

    /// Keeps in mind whether a queue minds groups.
    mutating func noteGroups(_ queue: Queue, isGone: Bool = false) {
        let index = groupedQueues.lowerBound { $0 < queue.id.rawValue }
        let isKnown = index < groupedQueues.count && groupedQueues[index] == queue.id.rawValue
        if isGone {
            queue.forEachLane { _, lane in lane.groups = nil }
        } else {
            queue.followSettings()
        }
        if isGone || !queue.settings.choosing.mindsGroups {
            if isKnown { groupedQueues.remove(at: index) }
        } else if !isKnown {
            groupedQueues.insert(queue.id.rawValue, at: index)
        }
    }
}

extension SlotTable {
    /// Behind the last message that was ever handed out and is not settled.
    fileprivate var handedOutEnd: UInt64 {
        guard let last = pages.last else { return floor }
        var end = floor
        _ = forEachOpen(from: floor, to: last.start + UInt64(SlotPage.slotCount)) { range, slot in
            if slot.generation > 0 { end = range.upperBound }
            return nil
        }
        return end
    }
}
