package import Base
package import LogFormat
import Synchronization

/// The latest message of a key.
package struct KeyLatest: Equatable, Sendable {
    package let offset: Offset
    package let isTombstone: Bool

    package init(offset: Offset, isTombstone: Bool) {
        self.offset = offset
        self.isTombstone = isTombstone
    }
}

/// What a key index counts.
package struct KeyCounts: Equatable, Sendable {
    /// Keys known, those of tombstones included.
    package var keys = 0
    /// Keys whose latest message is a tombstone.
    package var tombstones = 0
    /// Messages met that a later one of their key supersedes, less those that compaction removed.
    package var superseded = 0
    /// Bytes of memory.
    package var bytes = 0

    package init(keys: Int = 0, tombstones: Int = 0, superseded: Int = 0, bytes: Int = 0) {
        self.keys = keys
        self.tombstones = tombstones
        self.superseded = superseded
        self.bytes = bytes
    }
}

/// The latest offset of each key of one log, durable or not: 19 to 24 bytes a key.
///
/// Fed under the shard lock as messages are appended, and meanwhile from behind by the job that reads what
/// was there before; an offset never replaces a higher one, so that the order does not matter. Asked by any
/// thread under a short lock of its own. Keys are known by their hash: whoever reads the message that an
/// offset leads to compares its key.
package final class KeyIndex: Sendable {
    private struct State: ~Copyable {
        var table = KeyTable()
        var tombstones = 0
        var superseded = 0

        mutating func put(_ key: KeyHash, at offset: Offset) {
            switch table.put(key, at: offset) {
            case .added: tombstones += key.isTombstone ? 1 : 0
            case .replaced(let before):
                superseded += 1
                tombstones += (key.isTombstone ? 1 : 0) - (before.isTombstone ? 1 : 0)
            case .outdated: superseded += 1
            case .known: break
            }
        }
    }

    /// Messages before this offset were there before the index: they are fed by a job.
    package let liveFrom: Offset
    private let state = Mutex(State())
    private let ready: Atomic<Bool>

    /// Knows nothing yet; ready at once when no message lies before `liveFrom`.
    package init(liveFrom: Offset, isEmpty: Bool) {
        self.liveFrom = liveFrom
        ready = Atomic(isEmpty)
    }

    /// Whether everything before `liveFrom` has been fed too: only then what it says holds.
    package var isReady: Bool { ready.load(ordering: .acquiring) }

    package func becomeReady() { ready.store(true, ordering: .releasing) }

    package var counts: KeyCounts {
        state.withLock { state in
            KeyCounts(
                keys: state.table.count, tombstones: state.tombstones, superseded: state.superseded,
                bytes: state.table.bytes)
        }
    }

    /// The latest message of a key; nil when there is none.
    package func latest(of key: KeyHash) -> KeyLatest? {
        state.withLock { state in
            state.table.find(key).map { KeyLatest(offset: $0.offset, isTombstone: $0.isTombstone) }
        }
    }

    /// Takes in `count` messages from `first` on.
    package func feed(_ keys: KeyHashes, count: Int, first: Offset) {
        state.withLock { state in
            for index in 0..<count {
                let key = keys[index]
                if key.hasKey { state.put(key, at: first + index) }
            }
        }
    }

    /// Takes in one message.
    package func feed(_ key: KeyHash, at offset: Offset) {
        guard key.hasKey else { return }
        state.withLock { $0.put(key, at: offset) }
    }

    /// Forgets a key whose latest message, at `offset`, compaction removed.
    package func forget(_ key: KeyHash, at offset: Offset) {
        state.withLock { state in
            guard let gone = state.table.remove(key, at: offset) else { return }
            if gone.isTombstone { state.tombstones -= 1 }
        }
    }

    /// Notes that compaction removed superseded messages, after which at most `atMost` are left.
    package func removed(superseded: Int, atMost: Int) {
        state.withLock { $0.superseded = max(0, min($0.superseded - superseded, atMost)) }
    }

    /// Forgets, a part of the table at a time, the keys whose latest message lies before the log's start.
    ///
    /// `place` is 0 at first and then what this returned, until that is nil.
    package func sweep(at place: UInt64, before start: Offset) -> UInt64? {
        state.withLock { state in
            var tombstones = 0
            let next = state.table.sweep(at: place, before: start) { tombstones += $0.isTombstone ? 1 : 0 }
            state.tombstones -= tombstones
            return next
        }
    }
}
