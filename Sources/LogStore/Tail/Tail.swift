package import Base
import DequeModule
import Synchronization

/// An index of one log into the journal: which frames hold which messages.
///
/// Appended to under the shard lock; read from any thread under a short lock of its own. Nobody sees a
/// message before its command is durable.
package final class Tail: Sendable {
    /// A command that is not known to be durable, and the end of the log once it is.
    private struct Pending {
        let releaseAt: JournalSequence
        var end: Offset
    }

    private struct State {
        var entries = Deque<TailEntry>()
        var pending = Deque<Pending>()
        var earliest: Offset
        var start: Offset
        var visibleEnd: Offset
        var end: Offset
        /// Bytes of all lines that it was ever given.
        var bytes = 0

        /// Shows what has become durable.
        mutating func advance(to durable: JournalSequence) {
            while let first = pending.first, first.releaseAt <= durable {
                visibleEnd = first.end
                pending.removeFirst()
            }
        }
    }

    package let log: LogID
    let chunks: ChunkTable
    private let state: Mutex<State>

    /// An empty tail whose first message will have the offset `start`; the log itself begins at `earliest`.
    package init(log: LogID, start: Offset = .zero, earliest: Offset? = nil, chunks: ChunkTable) {
        self.log = log
        self.chunks = chunks
        state = Mutex(
            State(earliest: earliest ?? start, start: start, visibleEnd: start, end: start))
    }

    /// Offset of the first message that the tail holds; what lies before it is found in the history.
    package var start: Offset { state.withLock { $0.start } }

    /// Offset of the first message of the log that is kept, here or in the history.
    package var earliest: Offset { state.withLock { $0.earliest } }

    /// Offset that the next message gets, durable or not.
    package var end: Offset { state.withLock { $0.end } }

    /// Offset behind the last message that is durable.
    package var visibleEnd: Offset { visibleEnd(durable: chunks.mark.current) }

    /// Offset behind the last message that was durable when the journal was so up to `durable`, or later.
    package func visibleEnd(durable: JournalSequence) -> Offset {
        state.withLock { state in
            state.advance(to: durable)
            return state.visibleEnd
        }
    }

    /// Adds messages that follow the last ones; seen once the journal is durable up to `releaseAt`.
    package func append(_ placement: Placement, releaseAt: JournalSequence) {
        let durable = chunks.mark.current
        state.withLock { state in
            precondition(placement.log == log && placement.first == state.end, "messages out of order")
            state.advance(to: durable)
            state.end = placement.first + placement.count
            let index = state.entries.count - 1
            if index >= 0, state.entries[index].reaches(placement.frame) {
                state.entries[index].last = placement.frame.position
            } else {
                state.entries.append(
                    TailEntry(
                        first: placement.first, timestamp: placement.timestamp, before: state.bytes,
                        start: placement.frame, last: placement.frame.position))
            }
            state.bytes += placement.bytes
            if let last = state.pending.last, last.releaseAt == releaseAt {
                state.pending[state.pending.count - 1].end = state.end
            } else {
                state.pending.append(Pending(releaseAt: releaseAt, end: state.end))
            }
        }
    }

    /// Adds bytes to the last message, whose line goes on in another frame; in replay.
    package func lengthen(by bytes: Int) { state.withLock { $0.bytes += bytes } }

    /// Forgets the messages before `offset`.
    package func truncate(before offset: Offset) {
        state.withLock { state in
            state.earliest = max(state.earliest, min(offset, state.end))
            while state.entries.count > 1, state.entries[1].first <= state.earliest {
                state.entries.removeFirst()
            }
            if state.earliest == state.end { state.entries.removeAll() }
            // A truncation that ends within the history leaves the tail as it is.
            if state.earliest > state.start { state.start = state.entries.first?.first ?? state.end }
        }
    }

    /// Forgets the messages in chunks before `chunk`: the history has them, and readers see it already.
    package func forget(beforeChunk chunk: UInt32) {
        state.withLock { state in
            while let first = state.entries.first, first.start.chunk < chunk { state.entries.removeFirst() }
            state.start = state.entries.first?.first ?? state.end
        }
    }

    /// Whether it holds messages in chunks before `chunk`.
    package func holds(beforeChunk chunk: UInt32) -> Bool {
        state.withLock { $0.entries.first.map { $0.start.chunk < chunk } ?? false }
    }

    /// Brings bytes back from the journal for one reader. Blocks; for a worker.
    package func load(_ stretch: ColdStretch) throws(LogStoreError) -> LoadedChunks {
        LoadedChunks(chunks: stretch.held + [try chunks.load(stretch.wanted)])
    }

    // MARK: sizes

    /// Bytes of its lines from `offset` on, durable or not; counts the whole run of frames that holds it.
    package func bytes(from offset: Offset) -> Int {
        state.withLock { state in
            let index = Self.count(of: state.entries) { $0.first <= offset }
            return state.entries.isEmpty ? 0 : state.bytes - state.entries[max(0, index - 1)].before
        }
    }

    /// The last offset from which on at least `bytes` are held; nil when it holds fewer in all.
    ///
    /// Where a run of frames begins, so that up to such a run more may be kept.
    package func cut(keeping bytes: Int) -> Offset? {
        state.withLock { state in
            let index = Self.count(of: state.entries) { state.bytes - $0.before >= bytes }
            return index == 0 ? nil : state.entries[index - 1].first
        }
    }

    /// When the first message that it holds was appended; nil when it holds none.
    package var timeFirst: Instant? { state.withLock { $0.entries.first?.timestamp } }

    // MARK: looking up

    /// The entry that holds `offset`; nil when none does, be it forgotten or not yet written.
    func entry(holding offset: Offset) -> TailEntry? {
        state.withLock { state in
            if offset >= state.end || offset < state.start { return nil }
            let index = Self.count(of: state.entries) { $0.first <= offset }
            return state.entries.isEmpty ? nil : state.entries[max(0, index - 1)]
        }
    }

    /// The last entry that begins before `time`, and the first offset behind it.
    func entry(before time: Instant) -> (entry: TailEntry?, next: Offset) {
        state.withLock { state in
            let index = Self.count(of: state.entries) { $0.timestamp < time }
            let next = index < state.entries.count ? state.entries[index].first : state.end
            return (index == 0 ? nil : state.entries[index - 1], next)
        }
    }

    /// How many entries at the front satisfy a condition that no later one does once one does not.
    private static func count(of entries: Deque<TailEntry>, where isBefore: (TailEntry) -> Bool) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(entries[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
