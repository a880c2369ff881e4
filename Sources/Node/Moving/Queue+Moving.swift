internal import Base
internal import Broker
package import LogFormat

extension Queue {
    /// Deletes messages that are in nobody's hands; returns how many.
    package func remove(_ places: [LaneOffset]) throws(Refused) -> Gated<Int> {
        try namespace.shard.carryOut(.remove(RemoveCommand(queue: id, places: places))) { state in
            guard case .removed(let count) = state.decision.reply else { return nil }
            return count
        }
    }

    /// Moves messages that are in nobody's hands elsewhere, each at once; returns how many.
    ///
    /// Suspends only while the journal has no room, as publishing does.
    package func move(_ lines: MovedLines, to target: MoveTarget) async throws(Refused) -> Gated<Int> {
        let shard = namespace.shard
        try await shard.waitForRoom()
        return try shard.relocate(lines, from: self, to: target)
    }
}
