package import Base
package import Broker
internal import LogFormat

/// What a member holds, for the answer to a join or heartbeat.
package struct GroupHold: Sendable {
    package let group: Group
    package let memberName: String
    package let polled: Polled
    /// Logs of the positions and of what is revoked, as far as they are there, ascending.
    package let logs: [LogView]
    package let gate: Gate
}

extension Group {
    /// Says that a member is there; `owned` what it still works on.
    package func heartbeat(
        _ member: String, epoch: UInt64, owned: [LogID]?
    ) throws(Refused) -> GroupHold {
        try namespace.shard.hold(
            .heartbeat(HeartbeatCommand(group: id, member: member, epoch: epoch, owned: owned)),
            member: member)
    }

    /// Lets a member go.
    package func leave(_ member: String, epoch: UInt64?) throws(Refused) -> Gate {
        try namespace.shard.carryOut(.leaveGroup(LeaveCommand(group: id, member: member, epoch: epoch)))
    }
}

extension Shard {
    /// Carries out a command whose answer is what a member holds.
    func hold(_ command: Command, member: String) throws(Refused) -> GroupHold {
        let held = try carryOut(command) { state -> (group: Group, polled: Polled, logs: [LogView])? in
            guard case .polled(let polled) = state.decision.reply,
                let group = state.entities.group(polled.group)
            else { return nil }
            var ids = polled.positions.map(\.log) + polled.revoked
            ids.sort()
            return (group, polled, logs(ids, in: state))
        }
        return GroupHold(
            group: held.value.group, memberName: member, polled: held.value.polled, logs: held.value.logs,
            gate: held.gate)
    }

    func logs(_ ids: [LogID], in state: borrowing ShardState) -> [LogView] {
        var logs: [LogView] = []
        logs.reserveCapacity(ids.count)
        for id in ids { if let log = state.entities.log(id) { logs.append(log) } }
        return logs
    }
}
