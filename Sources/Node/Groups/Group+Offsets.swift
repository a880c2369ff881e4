package import Base
package import Broker
package import LogFormat

extension Group {
    /// Commits by hand; without an author it restores, which only a group without members allows.
    package func commit(
        _ offsets: [CommittedOffset], by author: CommitCommand.Author?
    ) throws(Refused) -> Gated<Int> {
        let command = CommitCommand(group: id, author: author, offsets: offsets)
        return try namespace.shard.carryOut(.commitOffsets(command)) { state in
            guard case .committed(let count) = state.decision.reply else { return nil }
            return count
        }
    }

    /// Puts offsets elsewhere, or tells where they would go.
    package func reset(
        _ positions: [LogPosition], dryRun: Bool
    ) throws(Refused) -> Gated<[ResetPosition]> {
        let command = ResetCommand(group: id, positions: positions, isDryRun: dryRun)
        return try namespace.shard.carryOut(.resetOffsets(command)) { state in
            guard case .reset(let places) = state.decision.reply else { return nil }
            return places
        }
    }

    /// Keeps the offsets as they are now under a name.
    package func saveOffsets(_ name: String) throws(Refused) -> Gate {
        try namespace.shard.carryOut(.saveOffsets(id, name: name))
    }

    /// Drops offsets that were kept under a name.
    package func dropOffsets(_ name: String) throws(Refused) -> Gate {
        try namespace.shard.carryOut(.dropSavedOffsets(id, name: name))
    }

    /// Whether it was deleted.
    package var isGone: Bool { name.withByteView { namespace.group($0)?.id } != id }

    /// How the group is, and the logs that it names.
    package func look() throws(Refused) -> Gated<GroupLook> {
        let shard = namespace.shard
        return try shard.locked(flush: false) { (state) throws(Refused) -> Gated<GroupLook> in
            guard let status = state.broker.status(of: id) else {
                throw Refused(.stale, gate: shard.gate(state.applied))
            }
            var ids = status.ownerships.map(\.log) + status.offsets.map(\.log)
            for saved in status.saved { ids += saved.positions.map(\.log) }
            ids.sort()
            return Gated(
                GroupLook(status: status, logs: shard.logs(ids, in: state)), gate: shard.gate(state.applied))
        }
    }
}

/// How a group is at one moment, with the logs that it names.
package struct GroupLook: Sendable {
    package let status: GroupStatus
    /// As far as they are there, ascending; some maybe more than once.
    private let logs: [LogView]

    init(status: GroupStatus, logs: [LogView]) {
        self.status = status
        self.logs = logs
    }

    /// The log of this id; nil when its topic is gone.
    package func log(_ id: LogID) -> LogView? { logs.find(id) }
}

extension [LogView] {
    /// The one of this id, where ids ascend.
    package func find(_ id: LogID) -> LogView? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].id == id ? self[low] : nil
    }
}
