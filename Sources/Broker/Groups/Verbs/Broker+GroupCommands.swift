internal import Base
internal import LogFormat

extension Broker {
    /// The part of `decide` that concerns consumer groups.
    func decideOfGroup(_ command: Command, now: Instant, _ decision: inout Decision) {
        switch command {
        case .declareGroup(let namespace, let name, let wish, let createOnly):
            decideDeclareGroup(
                in: namespace, name, wish, createOnly: createOnly, now: now, &decision)
        case .changeGroup(let id, let wish): decideChangeGroup(id, wish, now: now, &decision)
        case .deleteGroup(let id): decideDeleteGroup(id, &decision)
        case .pauseGroup(let id, let isPaused): decidePauseGroup(id, isPaused: isPaused, &decision)
        case .poll(let command): decidePoll(command, now: now, &decision)
        case .joinMember(let command): decideJoin(command, now: now, &decision)
        case .heartbeat(let command): decideHeartbeat(command, now: now, &decision)
        case .leaveGroup(let command): decideLeave(command, now: now, &decision)
        case .commitOffsets(let command): decideCommit(command, now: now, &decision)
        case .resetOffsets(let command): decideReset(command, now: now, &decision)
        case .saveOffsets(let id, let name): decideSaveOffsets(id, name, now: now, &decision)
        case .dropSavedOffsets(let id, let name): decideDropSavedOffsets(id, name, now: now, &decision)
        default: decision.refuse(.stale)
        }
    }
}
