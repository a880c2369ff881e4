internal import Base
internal import LogFormat
internal import Synchronization

/// One poll on its way, from its first decision to its answer: what happens to it meanwhile.
///
/// That comes under the shard lock; whoever polls looks at it on their loop, after a wake or before answering.
package final class PollTicket: Sendable {
    /// Why a poll will not be answered with messages.
    package enum End: Equatable, Sendable {
        /// A newer poll of the same process has taken its place.
        case superseded
        /// The member began anew, under this epoch.
        case fenced(UInt64)
    }

    /// Whoever waits for something to happen.
    struct Waiting: Sendable {
        let loop: Int
        let wake: @Sendable () -> Void
    }

    private struct State: Sendable {
        var end: End?
        var isStale = false
        var waiting: Waiting?
    }

    let member: MemberID
    let epoch: UInt64
    private let state = Mutex(State())

    init(member: MemberID, epoch: UInt64) {
        self.member = member
        self.epoch = epoch
    }

    /// Why there will be no messages; nil while all is well.
    package var end: End? { state.withLock { $0.end } }

    /// Whether something changed since the last decision, so that another one is due.
    package var isStale: Bool { state.withLock { $0.isStale } }

    /// Asks to be woken on loop `loop` once something happened; false when it has already.
    package func park(loop: Int, wake: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.end == nil, !state.isStale else { return false }
            state.waiting = Waiting(loop: loop, wake: wake)
            return true
        }
    }

    /// Whoever waited does not any more.
    package func unpark() { state.withLock { $0.waiting = nil } }

    /// A decision has just been made.
    func refresh() { state.withLock { $0.isStale = false } }

    /// Another poll or process took over. Returns whom to wake.
    func finish(_ end: End) -> Waiting? {
        state.withLock { state in
            if state.end == nil { state.end = end }
            return state.waiting.take()
        }
    }

    /// Another decision is due. Returns whom to wake.
    func outdate() -> Waiting? {
        state.withLock { state in
            state.isStale = true
            return state.waiting.take()
        }
    }
}
