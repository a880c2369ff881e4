package import Base

/// Numbers of what there is, for metrics.
extension Broker {
    /// Messages of each queue that are to be moved, where there are any.
    package var dyingCounts: [EntityID: Int] {
        var counts: [EntityID: Int] = [:]
        for id in doomedQueues {
            if let queue = entities.queue(EntityID(id)) { counts[queue.id] = queue.doomedCount }
        }
        return counts
    }

    /// Redrives that run.
    package var redriveCount: Int { redrivingQueues.count }

    package func memberCount(of group: EntityID) -> Int { entities.group(group)?.members.count ?? 0 }
}
