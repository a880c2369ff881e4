internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// What a node keeps of a compacted log beside its tail: the index of keys, and how far it is.
final class LogKeys: Sendable {
    /// What compaction has come to.
    struct Cleaning: Sendable {
        /// Offset behind the last piece that was compacted.
        var cleanedEnd = Offset.zero
        /// When the last pass over the log ended, by the shard's time, or when it was first looked at.
        var passedAt: Instant?
        /// The pass that is under way.
        var pass: CompactionPass?
        /// The log's start when keys before it were last swept out of the index.
        var sweptTo = Offset.zero
    }

    let index: KeyIndex
    /// Where the job that reads what was there before goes on.
    let loading: Mutex<Offset>
    let cleaning: Mutex<Cleaning>

    init(index: KeyIndex, loadFrom start: Offset) {
        self.index = index
        loading = Mutex(start)
        cleaning = Mutex(Cleaning())
    }
}
