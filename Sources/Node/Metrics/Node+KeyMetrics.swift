internal import Base
internal import LogStore
internal import Synchronization

extension Node {
    /// What is known of keys, and what compaction has come to.
    func writeKeyMetrics(into metrics: inout MetricsText) {
        var sum = KeyCounts()
        var loading = 0
        for entry in shard.keyedLogs.all {
            let counts = entry.keys.index.counts
            sum.keys += counts.keys
            sum.superseded += counts.superseded
            sum.bytes += counts.bytes
            if !entry.keys.index.isReady { loading += 1 }
        }
        let compaction = shard.keyedLogs.counts.withLock { $0 }
        metrics.gauge("martlet_key_index_keys", "Keys of compacted topics, by partition.", sum.keys)
        metrics.gauge("martlet_key_index_bytes", "Bytes of memory that knowing them takes.", sum.bytes)
        metrics.gauge(
            "martlet_key_index_superseded", "Messages that a later one of their key supersedes.",
            sum.superseded)
        metrics.gauge(
            "martlet_key_index_loading", "Partitions whose keys are still being read from the disk.", loading)
        metrics.counter(
            "martlet_compaction_passes_total", "Partitions compacted from end to end.", compaction.passes)
        metrics.counter(
            "martlet_compaction_removed_messages_total", "Superseded messages that compaction removed.",
            compaction.removedLines)
        metrics.counter(
            "martlet_compaction_removed_tombstones_total", "Tombstones that compaction removed.",
            compaction.removedTombstones)
        metrics.counter(
            "martlet_compaction_written_bytes_total", "Bytes of files that compaction wrote.",
            compaction.writtenBytes)
        metrics.counter(
            "martlet_compaction_freed_bytes_total", "Bytes of files that compaction made superfluous.",
            compaction.freedBytes)
    }
}
