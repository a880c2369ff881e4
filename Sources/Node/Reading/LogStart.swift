internal import Base
internal import Synchronization

/// Where a log begins for its readers: it moves once the trim that moved it is durable.
///
/// Until then a crash might bring the messages back, and nobody shall have been told that they are gone.
final class LogStart: Sendable {
    private struct Move {
        let releaseAt: JournalSequence
        let start: Offset
    }

    private struct State {
        var start: Offset
        /// Trims that are not known to be durable, in their order.
        var moves: [Move] = []
    }

    private let state: Mutex<State>

    init(_ start: Offset) { state = Mutex(State(start: start)) }

    /// The start as of what is durable up to `durable`.
    func current(durable: JournalSequence) -> Offset {
        state.withLock { state in
            if state.moves.isEmpty { return state.start }
            let done = state.moves.prefix { $0.releaseAt <= durable }
            if let last = done.last { state.start = max(state.start, last.start) }
            state.moves.removeFirst(done.count)
            return state.start
        }
    }

    /// Moves the start once the journal is durable up to `releaseAt`.
    func move(to start: Offset, releaseAt: JournalSequence) {
        state.withLock { $0.moves.append(Move(releaseAt: releaseAt, start: start)) }
    }
}
