internal import Base
internal import LogFormat
internal import LogStore

/// Metrics of what lies behind the journal: checkpoints, pieces, caches, and what is removed from them.
extension Node {
    func writeHistoryMetrics(into metrics: inout MetricsText) {
        writeStored(into: &metrics)
        writeHousekeeping(into: &metrics)
        writeCaches(into: &metrics)
        writeRetention(into: &metrics)
    }

    /// What the last snapshot names.
    private func writeStored(into metrics: inout MetricsText) {
        let logs = housekeeping.context.manifest.logs
        var (pieces, bytes, plainBytes, lines, carried) = (0, 0, 0, 0, 0)
        for log in logs {
            pieces += log.pieces.count
            if log.carried != nil { carried += 1 }
            for piece in log.pieces {
                bytes += piece.fileBytes + piece.indexBytes
                plainBytes += piece.plainBytes
                lines += piece.lines
            }
        }
        metrics.gauge("martlet_history_pieces", "Pieces that the last snapshot names.", pieces)
        metrics.gauge("martlet_history_bytes", "Bytes of their files, indexes included.", bytes)
        metrics.gauge("martlet_history_line_bytes", "Bytes of the lines in them.", plainBytes)
        metrics.gauge("martlet_history_messages", "Messages in them.", lines)
        metrics.gauge(
            "martlet_history_carried_logs", "Logs whose few lines the last snapshot carries.", carried)
    }

    private func writeHousekeeping(into metrics: inout MetricsText) {
        let counts = housekeeping.context.counts.current
        metrics.counter("martlet_checkpoints_total", "Checkpoints made.", counts.checkpoints)
        metrics.counter(
            "martlet_checkpoint_failures_total", "Checkpoints that failed and were taken back.",
            counts.checkpointFailures)
        metrics.counter(
            "martlet_checkpoint_bytes_total", "Bytes that checkpoints wrote.", counts.checkpointBytes)
        metrics.gauge("martlet_snapshot_bytes", "Bytes of the last snapshot.", counts.snapshotBytes)
        metrics.gauge(
            "martlet_checkpoint_age_seconds", "Time since the last checkpoint, or since the start.",
            Int(clamping: (housekeeping.context.now &- counts.checkpointedAt) / 1_000_000_000))
        metrics.gauge(
            "martlet_journal_unarchived_bytes", "Bytes of journal that no checkpoint has taken yet.",
            shard.chunks.sealedBytes)
        metrics.counter("martlet_merges_total", "Merges of neighbouring pieces.", counts.merges)
        metrics.counter(
            "martlet_recompressions_total", "Pieces that were compressed harder.", counts.recompressions)
        metrics.counter("martlet_merge_bytes_total", "Bytes that either wrote.", counts.mergedBytes)
        metrics.histogram(
            "martlet_checkpoint_seconds", "How long checkpoints took.",
            buckets: counts.checkpointSeconds.counts,
            sumNanoseconds: counts.checkpointSeconds.sumNanoseconds)
    }

    private func writeCaches(into metrics: inout MetricsText) {
        let (blocks, indexes) = (shard.files.pieces.blockCache, shard.files.pieces.indexCache)
        let files = shard.files.pieces.fileCache
        metrics.counter("martlet_block_cache_hits_total", "Blocks found in memory.", blocks.hits)
        metrics.counter(
            "martlet_block_cache_misses_total", "Blocks that were read from files and inflated.",
            blocks.misses)
        metrics.gauge("martlet_block_cache_bytes", "Bytes of inflated blocks in memory.", blocks.cost)
        metrics.counter("martlet_index_cache_hits_total", "Indexes of pieces found in memory.", indexes.hits)
        metrics.counter(
            "martlet_index_cache_misses_total", "Indexes of pieces that were read.", indexes.misses)
        metrics.gauge("martlet_index_cache_bytes", "Bytes of indexes in memory.", indexes.cost)
        metrics.gauge("martlet_history_files_open", "Files of the history that are open.", files.count)
        metrics.counter(
            "martlet_history_files_opened_total", "Times that such a file was opened.", files.misses)
    }

    private func writeRetention(into metrics: inout MetricsText) {
        let counts = shard.retention.current
        metrics.counter(
            "martlet_retention_looks_total", "Times that a topic was held against its limits.", counts.looks)
        metrics.counter(
            "martlet_retention_trimmed_total", "Offsets that went because a topic was over a limit.",
            counts.trimmed)
        metrics.counter(
            "martlet_queue_pieces_dropped_total", "Pieces of queues dropped because all was settled.",
            counts.droppedPieces)
        metrics.counter(
            "martlet_queue_pieces_rewritten_total", "Pieces of queues written anew for a few stragglers.",
            counts.rewrittenPieces)
        metrics.counter(
            "martlet_queue_messages_removed_total", "Settled messages that left the history by either.",
            counts.settledLines)
        metrics.counter(
            "martlet_queue_bytes_removed_total", "Bytes of files that became superfluous by either.",
            counts.droppedBytes)
    }
}
