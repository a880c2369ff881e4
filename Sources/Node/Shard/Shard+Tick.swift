internal import Base
internal import Broker
internal import LogStore

extension Shard {
    /// Longest that a tick is put off, so that a wall clock that jumps is noticed.
    private static let tickMax = Interval.seconds(1)
    /// Shortest distance of two ticks: deadlines are met to this.
    static let tickMin = Interval(milliseconds: 1)

    /// Reads the shard's clock; after a gap each lease gets at least its length anew.
    func readClock(_ state: inout ShardState) -> Instant {
        if state.clock.isFresh(at: state.begun) { return state.clock.now }
        let jumped = state.clock.read(wall: scheduler.wallClock(), monotonic: state.begun)
        if jumped > .zero { state.broker.note(.resumed(state.clock.now)) }
        return state.clock.now
    }

    /// Sees to it that a tick comes when the broker next has something to do. Runs under the lock.
    func armTick(_ state: inout ShardState) {
        let (first, second) = (state.broker.nextDeadline, state.broker.nextScheduleDue)
        guard let deadline = first.map({ min($0, second ?? $0) }) ?? second else { return }
        if let armed = state.tickAt, armed <= deadline { return }
        let now = state.clock.now
        let delay = min(max(deadline - now, Self.tickMin), Self.tickMax)
        let at = now + delay
        if let armed = state.tickAt, armed <= at { return }
        state.tickAt = at
        scheduler.post(loop: 0, after: delay) { [weak self] in self?.tick(armedFor: at) }
    }

    /// Does what is due, a slice at a time, so that no lock hold is long.
    private func tick(armedFor at: Instant) {
        var isDone = false
        while !isDone {
            isDone = locked { state in
                let now = readClock(&state)
                if state.tickAt == at { state.tickAt = nil }
                state.broker.tick(now: now, into: &state.decision)
                let hadEvents = !state.decision.events.isEmpty
                _ = write(now: now, in: &state)
                return !hadEvents || state.broker.nextDeadline.map { $0 > now } ?? true
            }
        }
        fireDue()
    }

    /// Does what is due now, all of it: after the virtual clock was moved.
    func tickThrough() {
        tick(armedFor: .distantPast)
    }
}
