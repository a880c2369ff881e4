package import Base
import Synchronization

/// The history of one log: what checkpoints have taken out of the journal.
///
/// Written by housekeeping alone; read from any thread under a short lock. A reader takes the state once and
/// stays with it: files that a later state no longer names go only after the next snapshot.
package final class History: Sendable {
    package let log: LogID
    private let current: Mutex<HistoryState>

    package init(log: LogID, state: HistoryState = .empty) {
        self.log = log
        current = Mutex(state)
    }

    /// What it holds now.
    package var state: HistoryState { current.withLock { $0 } }

    /// Whether it has any file of its own.
    package var hasPieces: Bool { current.withLock { !$0.pieces.isEmpty } }

    /// Offset behind its last message.
    package var end: Offset { current.withLock { $0.end } }

    /// Replaces what it holds.
    package func replace(_ state: HistoryState) { current.withLock { $0 = state } }

    /// Changes what it holds and returns what came of it.
    package func change<Result: Sendable>(_ body: (inout HistoryState) -> Result) -> Result {
        current.withLock { body(&$0) }
    }
}
