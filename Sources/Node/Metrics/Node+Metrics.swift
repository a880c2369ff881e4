package import Base
internal import LogStore

extension Node {
    /// Appends the node's metrics in the text format of Prometheus.
    package func writeMetrics(into output: inout ByteBuffer) {
        let counts = shard.locked(flush: false) { $0.counts }
        counter("martlet_commands_total", "Commands decided.", counts.commands, into: &output)
        counter("martlet_refusals_total", "Commands refused.", counts.refusals, into: &output)
        counter("martlet_messages_published_total", "Messages stored.", counts.messages, into: &output)
        counter(
            "martlet_message_bytes_published_total", "Bytes of the stored lines.", counts.messageBytes,
            into: &output)
        gauge(
            "martlet_journal_bytes", "Bytes that the journal takes on disk.", UInt64(shard.journal.bytesOnDisk),
            into: &output)
        gauge(
            "martlet_journal_bytes_max", "Bytes of journal at which publishing is refused.",
            UInt64(settings.journalBytesMax), into: &output)
        gauge(
            "martlet_journal_waiting_bytes", "Bytes applied but not handed to the disk yet.",
            UInt64(max(0, shard.handover.waitingBytes)), into: &output)
        gauge(
            "martlet_journal_durable_sequence", "Last frame that is on disk.",
            shard.durable.current.rawValue, into: &output)
        gauge(
            "martlet_tail_resident_bytes", "Bytes of recent frames kept in memory.",
            UInt64(shard.chunks.residentBytes), into: &output)
        gauge("martlet_topics", "Topics declared.", UInt64(count { $0.topicCount }), into: &output)
        gauge("martlet_queues", "Queues declared.", UInt64(count { $0.queueCount }), into: &output)
        write(counts.holds, into: &output)
    }

    private func count(_ part: (Namespace) -> Int) -> Int { namespaces().reduce(0) { $0 + part($1) } }

    private func counter(_ name: StaticString, _ help: StaticString, _ value: UInt64, into output: inout ByteBuffer) {
        head(name, help, "counter", into: &output)
        sample(name, value, into: &output)
    }

    private func gauge(_ name: StaticString, _ help: StaticString, _ value: UInt64, into output: inout ByteBuffer) {
        head(name, help, "gauge", into: &output)
        sample(name, value, into: &output)
    }

    private func head(
        _ name: StaticString, _ help: StaticString, _ kind: StaticString, into output: inout ByteBuffer
    ) {
        output.append("# HELP ")
        output.append(name)
        output.append(" ")
        output.append(help)
        output.append("\n# TYPE ")
        output.append(name)
        output.append(" ")
        output.append(kind)
        output.append("\n")
    }

    private func sample(_ name: StaticString, _ value: UInt64, into output: inout ByteBuffer) {
        output.append(name)
        output.append(" ")
        output.append(decimal: value)
        output.append("\n")
    }

    private func write(_ holds: LatencyHistogram, into output: inout ByteBuffer) {
        head(
            "martlet_shard_lock_seconds", "How long the shard lock was held.", "histogram", into: &output)
        var total: UInt64 = 0
        for (index, count) in holds.counts.enumerated() {
            total &+= count
            output.append("martlet_shard_lock_seconds_bucket{le=\"")
            if index == holds.counts.count - 1 {
                output.append("+Inf")
            } else {
                seconds(nanoseconds: 1000 << UInt64(index), into: &output)
            }
            output.append("\"} ")
            output.append(decimal: total)
            output.append("\n")
        }
        output.append("martlet_shard_lock_seconds_sum ")
        seconds(nanoseconds: holds.sumNanoseconds, into: &output)
        output.append("\nmartlet_shard_lock_seconds_count ")
        output.append(decimal: total)
        output.append("\n")
    }

    /// A number of seconds with nine decimals.
    private func seconds(nanoseconds: UInt64, into output: inout ByteBuffer) {
        output.append(decimal: nanoseconds / 1_000_000_000)
        output.append(".")
        var unit: UInt64 = 100_000_000
        while unit > 0 {
            output.append(UInt8(48 + nanoseconds / unit % 10))
            unit /= 10
        }
    }
}
