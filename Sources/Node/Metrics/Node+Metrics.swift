package import Base
internal import LogStore

extension Node {
    /// Appends the node's metrics in the text format of Prometheus.
    package func writeMetrics(into output: inout ByteBuffer) {
        let counts = shard.locked(flush: false) { $0.counts }
        let spaces = namespaces()
        var metrics = MetricsText(take: &output)
        metrics.counter("martlet_commands_total", "Commands decided.", Int(counts.commands))
        metrics.counter("martlet_refusals_total", "Commands refused.", Int(counts.refusals))
        metrics.counter(
            "martlet_transactions_total", "Transactions carried out.", Int(counts.transactions))
        metrics.counter("martlet_messages_published_total", "Messages stored.", Int(counts.messages))
        metrics.counter(
            "martlet_message_bytes_published_total", "Bytes of the stored lines.", Int(counts.messageBytes))
        metrics.gauge(
            "martlet_journal_bytes", "Bytes that the journal takes on disk.", shard.journal.bytesOnDisk)
        metrics.gauge(
            "martlet_journal_bytes_max", "Bytes of journal at which publishing is refused.",
            settings.journalBytesMax)
        metrics.gauge("martlet_disk_bytes", "Bytes of all files of the data directory.", shard.room.bytesUsed)
        metrics.gauge(
            "martlet_disk_bytes_max",
            "Bytes of the data directory at which publishing is refused; 0 is no limit.",
            settings.diskBytesMax ?? 0)
        metrics.gauge(
            "martlet_disk_reserved_bytes", "Bytes kept for a full disk; 0 once they were given up.",
            shard.room.bytesReserved)
        metrics.gauge(
            "martlet_journal_full", "1 while publishing is refused for want of room.",
            shard.journal.isFull ? 1 : 0)
        metrics.gauge(
            "martlet_journal_waiting_bytes", "Bytes applied but not handed to the disk yet.",
            max(0, shard.handover.waitingBytes))
        metrics.gauge(
            "martlet_journal_durable_sequence", "Last frame that is on disk.",
            Int(clamping: shard.durable.current.rawValue))
        metrics.gauge(
            "martlet_tail_resident_bytes", "Bytes of recent frames kept in memory.",
            shard.chunks.residentBytes)
        metrics.gauge("martlet_namespaces", "Namespaces declared.", spaces.count)
        metrics.gauge("martlet_topics", "Topics declared.", spaces.reduce(0) { $0 + $1.topicCount })
        metrics.gauge("martlet_queues", "Queues declared.", spaces.reduce(0) { $0 + $1.queueCount })
        writeQueueMetrics(into: &metrics)
        writeExchangeMetrics(into: &metrics)
        writeGroupMetrics(into: &metrics)
        writeWaitingMetrics(counts, into: &metrics)
        writeHistoryMetrics(into: &metrics)
        metrics.histogram(
            "martlet_shard_lock_seconds", "How long the shard lock was held.",
            buckets: counts.holds.counts, sumNanoseconds: counts.holds.sumNanoseconds)
        writeKeyMetrics(into: &metrics)
        writeProducerMetrics(Int(counts.repeats), into: &metrics)
        writeScheduleMetrics(into: &metrics)
        metrics.giveBack(to: &output)
    }
}
