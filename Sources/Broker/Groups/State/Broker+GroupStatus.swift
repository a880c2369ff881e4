package import Base
internal import LogFormat

extension Broker {
    /// How a group is; nil when there is none.
    package borrowing func status(of id: EntityID) -> GroupStatus? {
        guard let group = entities.group(id) else { return nil }
        return GroupStatus(
            id: group.id, namespace: group.namespace, name: group.name, declaredAt: group.declaredAt,
            settings: group.settings, version: group.version, isPaused: group.isPaused,
            generation: group.generation, moves: group.moves, emptySince: group.emptySince,
            members: group.members.map { member in
                GroupStatus.Member(
                    id: member.id, name: member.name, epoch: member.epoch, kind: member.kind,
                    topics: member.topics, joinedAt: member.joinedAt, deadline: member.deadline,
                    logs: member.logs)
            },
            ownerships: group.holdings.all.map(\.ownership),
            offsets: group.offsets.all.map { position in
                GroupStatus.Position(
                    log: position.log, offset: position.offset, committedAt: position.committedAt,
                    metadata: position.metadata)
            },
            saved: group.saved.map { set in
                GroupStatus.Saved(name: set.name, savedAt: set.savedAt, positions: set.positions)
            })
    }

    /// The groups of a namespace, ascending by id.
    package borrowing func groups(in namespace: EntityID) -> [EntityID] {
        entities.namespace(namespace)?.groupIDs.all ?? []
    }
}
