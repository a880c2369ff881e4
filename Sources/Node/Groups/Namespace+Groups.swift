package import Base
package import Broker
package import LogFormat

extension Namespace {
    /// Declares a group: made, or set to what `wish` names; the rest keeps its value.
    package func declareGroup(
        _ name: String, _ wish: GroupWish, createOnly: Bool = false
    ) throws(Refused) -> Gated<Declared<Group>> {
        try shard.declare(
            .declareGroup(namespace: id, name: name, wish: wish, createOnly: createOnly)
        ) { state, id in state.entities.group(id) }
    }

    /// Changes what `wish` names.
    package func changeGroup(_ group: Group, _ wish: GroupWish) throws(Refused) -> Gated<Declared<Group>> {
        try shard.declare(.changeGroup(group.id, wish)) { state, id in state.entities.group(id) }
    }

    /// Deletes a group with its members and offsets; parked polls are woken.
    package func deleteGroup(_ group: Group) throws(Refused) -> Gate {
        try shard.carryOut(.deleteGroup(group.id))
    }

    /// Stops handing out messages, or goes on with it.
    package func pauseGroup(_ group: Group, _ isPaused: Bool) throws(Refused) -> Gated<Group> {
        try shard.carryOut(.pauseGroup(group.id, isPaused: isPaused)) { $0.entities.group(group.id) }
    }

    /// Makes a member by hand, in a group that is made if there is none.
    package func join(
        group name: String, _ member: String, topics: Subscription?
    ) throws(Refused) -> GroupHold {
        let command = JoinCommand(group: .named(id, name), member: member, topics: topics)
        return try shard.hold(.joinMember(command), member: member)
    }

    /// The log of this id; nil when its topic is gone.
    package func log(_ id: LogID) -> LogView? { logs([id]).first }

    /// The logs of these ids, in their order, but for those whose topic is gone.
    package func logs(_ ids: [LogID]) -> [LogView] {
        shard.locked(flush: false) { shard.logs(ids, in: $0) }
    }
}
