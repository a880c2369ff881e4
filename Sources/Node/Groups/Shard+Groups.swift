internal import Base
internal import Broker
internal import LogFormat

extension Shard {
    /// Lets the views of groups, and the polls on their way, follow an event. Runs under the lock.
    func adopt(group event: Event, at sequence: JournalSequence, in state: inout ShardState) {
        follow(event, at: sequence, in: &state)
        switch event {
        case .groupDeclared(let event):
            guard let namespace = state.entities.namespace(event.namespace) else { return }
            set(
                Group(
                    id: event.id, name: event.name, namespace: namespace, settings: event.settings,
                    isPaused: event.isPaused, declaredAt: event.declaredAt), in: &state)
        case .groupChanged(let event):
            guard let old = state.entities.group(event.id) else { return }
            set(
                Group(
                    id: old.id, name: old.name, namespace: old.namespace, settings: event.settings,
                    isPaused: event.isPaused, declaredAt: old.declaredAt, line: old.line,
                    progress: old.progress), in: &state)
            outdate(event.id, at: sequence, in: &state)
        case .groupDeleted(let id):
            guard let group = state.entities.group(id) else { return }
            outdate(id, at: sequence, in: &state)
            group.namespace.removeGroup(group.name)
            state.entities.set(nil as Group?, at: id)
        case .groupAssigned(let event): outdate(event.group, at: sequence, in: &state)
        case .memberJoined(let event):
            guard let ticket = state.entities.group(event.group)?.line.current(event.member),
                ticket.epoch < event.epoch
            else { return }
            wake(ticket.finish(.fenced(event.epoch)), in: &state, at: sequence)
        case .memberLeft(let event): outdate(event.member, of: event.group, at: sequence, in: &state)
        case .offsetsCommitted(let event):
            if event.kind == .commit, let member = event.member {
                outdate(member, of: event.group, at: sequence, in: &state)
            } else if event.kind != .start {
                outdate(event.group, at: sequence, in: &state)
            }
        default: break
        }
    }

    private func set(_ group: Group, in state: inout ShardState) {
        state.entities.set(group, at: group.id)
        group.namespace.set(group)
    }

    /// Has every poll of a group decided again.
    private func outdate(_ group: EntityID, at sequence: JournalSequence, in state: inout ShardState) {
        guard let group = state.entities.group(group) else { return }
        for ticket in group.line.all { wake(ticket.outdate(), in: &state, at: sequence) }
    }

    /// Has the poll of one member decided again.
    private func outdate(
        _ member: MemberID, of group: EntityID, at sequence: JournalSequence, in state: inout ShardState
    ) {
        guard let ticket = state.entities.group(group)?.line.current(member) else { return }
        wake(ticket.outdate(), in: &state, at: sequence)
    }

    /// Wakes whoever waits for a poll, once `sequence` is durable.
    func wake(_ waiting: PollTicket.Waiting?, in state: inout ShardState, at sequence: JournalSequence) {
        guard let waiting else { return }
        add(.call(loop: waiting.loop, waiting.wake), at: sequence, in: &state)
    }
}

extension Shard {
    /// Tells the boards of a group what an event means for its positions.
    private func follow(_ event: Event, at sequence: JournalSequence, in state: inout ShardState) {
        let watchers: [GroupProgress.Watcher]?
        switch event {
        case .offsetsCommitted(let event):
            watchers = state.entities.group(event.group)?.progress.take(event, at: sequence)
        case .groupAssigned(let event):
            watchers = state.entities.group(event.group)?.progress.outdate(at: sequence)
        case .offsetsExpired(let event):
            watchers = state.entities.group(event.group)?.progress.outdate(at: sequence)
        case .groupChanged(let event):
            watchers = state.entities.group(event.id)?.progress.outdate(at: sequence)
        case .groupDeleted(let id): watchers = state.entities.group(id)?.progress.outdate(at: sequence)
        default: return
        }
        for watcher in watchers ?? [] {
            add(.call(loop: watcher.loop, watcher.wake), at: sequence, in: &state)
        }
    }
}
