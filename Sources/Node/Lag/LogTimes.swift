internal import Base
internal import Synchronization

/// When messages of one log were appended that somebody asked for lately: a message keeps its time.
final class LogTimes: Sendable {
    private struct State {
        var entries: [(offset: Offset, time: Instant)] = []
        var turn = 0
    }

    private let state = Mutex(State())

    /// Messages remembered.
    private static let countMax = 8

    /// The time found from `offset` on, if it is known.
    func time(from offset: Offset) -> Instant? {
        state.withLock { state in state.entries.first { $0.offset == offset }?.time }
    }

    func remember(_ time: Instant, from offset: Offset) {
        state.withLock { state in
            if state.entries.count < Self.countMax { return state.entries.append((offset, time)) }
            state.entries[state.turn] = (offset, time)
            state.turn = (state.turn + 1) % Self.countMax
        }
    }
}
