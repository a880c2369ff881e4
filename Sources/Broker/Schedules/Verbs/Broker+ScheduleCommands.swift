internal import Base

extension Broker {
    /// The part of `decide` that concerns schedules.
    func decideOfSchedule(_ command: Command, now: Instant, _ decision: inout Decision) {
        switch command {
        case .setSchedule(let command): decideSetSchedule(command, now: now, &decision)
        case .pauseSchedule(let revision, let isPaused, let next):
            decidePauseSchedule(revision, isPaused: isPaused, next: next, now: now, &decision)
        case .deleteSchedule(let namespace, let name): decideDeleteSchedule(name, in: namespace, &decision)
        case .fire(let command): decideFire(command, now: now, &decision)
        default: decision.refuse(.stale)
        }
    }
}
