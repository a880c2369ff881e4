internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Which lines of one log a pass of compaction removes, and what it came to.
///
/// Removed are messages that a later one of their key supersedes, and tombstones older than the topic's
/// `tombstone_time`. Stays: a message without a key, one the index does not know, and the log's last one, so
/// that its files tell where it ends.
///
/// A tombstone goes only if it was there when the pass began: then the pass has removed all that it
/// supersedes, which lies before it. Keys are told apart by 74 bits of a keyed hash; of two keys that share
/// them the earlier one's latest message would go.
final class CompactionRule: Sendable {
    /// What was found so far.
    struct Found: Sendable {
        /// Lines that a later one supersedes.
        var superseded = 0
        /// The highest offset that supersedes one: it must be durable before the lines are gone.
        var supersededBy = Offset.zero
        /// Tombstones whose time is over.
        var tombstones: [(key: KeyHash, offset: Offset)] = []

        /// Lines before the log's start.
        var trimmed = 0

        var lines: Int { superseded + tombstones.count + trimmed }
    }

    private let index: KeyIndex
    private let hasher: KeyHasher
    /// Where the log begins for readers.
    private let start: Offset
    /// Lines before this offset were there when the pass began.
    private let passEnd: Offset
    /// The log's last message.
    private let last: Offset
    /// Tombstones of this time or an earlier one go.
    private let tombstonesUntil: Instant
    private let kept = Mutex(Found())

    init(
        index: KeyIndex, hasher: KeyHasher, start: Offset, passEnd: Offset, last: Offset,
        tombstonesUntil: Instant
    ) {
        self.index = index
        self.hasher = hasher
        self.start = start
        self.passEnd = passEnd
        self.last = last
        self.tombstonesUntil = tombstonesUntil
    }

    var found: Found { kept.withLock { $0 } }

    /// Whether a line stays; notes it if it does not.
    func keeps(_ line: StoredLine) -> Bool {
        if line.offset >= last { return true }
        if line.offset < start {
            kept.withLock { $0.trimmed += 1 }
            return false
        }
        var scratch = ByteBuffer()
        let key = hasher.hash(ofSuffix: line.suffix, &scratch)
        guard key.hasKey, let latest = index.latest(of: key), latest.offset >= line.offset else {
            return true
        }
        if latest.offset > line.offset {
            kept.withLock { found in
                found.superseded += 1
                found.supersededBy = max(found.supersededBy, latest.offset)
            }
            return false
        }
        guard key.isTombstone, line.offset < passEnd, line.timestamp <= tombstonesUntil else { return true }
        kept.withLock { $0.tombstones.append((key, line.offset)) }
        return false
    }
}
