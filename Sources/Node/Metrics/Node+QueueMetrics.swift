internal import Base
internal import Broker

/// Metrics of single queues, exchanges and groups: only of those that have something to tell.
extension Node {
    func writeQueueMetrics(into metrics: inout MetricsText) {
        var rows: [(labels: String, losses: QueueLosses, dying: Int)] = []
        let (losses, dying) = shard.locked(flush: false) { ($0.losses, $0.broker.dyingCounts) }
        for space in namespaces() {
            for queue in space.queues() {
                let lost = losses[queue.id.rawValue] ?? QueueLosses()
                let left = dying[queue.id] ?? 0
                if lost.isEmpty, left == 0 { continue }
                rows.append(("namespace=\"\(space.name)\",queue=\"\(queue.name)\"", lost, left))
            }
        }
        func write(_ name: StaticString, _ help: StaticString, _ count: (QueueLosses) -> Int) {
            metrics.counters(name, help, rows.map { MetricsRow($0.labels, count($0.losses)) })
        }
        write("martlet_queue_expired_total", "Messages that outlived their time.") { $0.expired }
        write("martlet_queue_overflowed_total", "Messages that a full queue pushed out.") { $0.overflowed }
        write(
            "martlet_queue_dropped_total", "Messages rejected or failed too often, with nowhere to go."
        ) { $0.dropped }
        write("martlet_queue_deleted_total", "Messages deleted or moved by hand.") { $0.deleted }
        write("martlet_queue_dead_lettered_total", "Messages moved to the dead letters.") { $0.deadLettered }
        metrics.gauges(
            "martlet_queue_dying",
            "Dead letters that are on their way, or wait for a target that takes them.",
            rows.map { MetricsRow($0.labels, $0.dying) })
    }

    func writeExchangeMetrics(into metrics: inout MetricsText) {
        var rows: [(labels: String, counters: ExchangeCounters)] = []
        for space in namespaces() {
            for exchange in [space.defaultExchange] + space.exchanges() {
                let counters = exchange.counters
                if counters.messages + counters.unroutable + counters.returned == 0 { continue }
                rows.append(("namespace=\"\(space.name)\",exchange=\"\(exchange.name)\"", counters))
            }
        }
        metrics.counters(
            "martlet_exchange_routed_total", "Messages published to an exchange that something took.",
            rows.map { MetricsRow($0.labels, Int(clamping: $0.counters.messages)) })
        metrics.counters(
            "martlet_exchange_unroutable_total", "Messages that nothing took, and that were dropped.",
            rows.map { MetricsRow($0.labels, Int(clamping: $0.counters.unroutable)) })
        metrics.counters(
            "martlet_exchange_returned_total", "Publishes refused since nothing took a mandatory message.",
            rows.map { MetricsRow($0.labels, Int(clamping: $0.counters.returned)) })
    }

    func writeGroupMetrics(into metrics: inout MetricsText) {
        var (lags, members): ([MetricsRow], [MetricsRow]) = ([], [])
        for space in namespaces() {
            for group in space.groups() {
                let labels = "namespace=\"\(space.name)\",group=\"\(group.name)\""
                guard let standing = try? group.standing() else { continue }
                lags.append(MetricsRow(labels, standing.messages))
                let count = shard.locked(flush: false) { $0.broker.memberCount(of: group.id) }
                members.append(MetricsRow(labels, count))
            }
        }
        metrics.gauges("martlet_group_lag_messages", "Messages that a group has not committed yet.", lags)
        metrics.gauges("martlet_group_members", "Members that a group has.", members)
    }

    /// What waits in the shard besides messages, and what came of it.
    func writeWaitingMetrics(_ counts: ShardCounts, into metrics: inout MetricsText) {
        let (prepared, redrives, waiting) = shard.locked(flush: false) {
            ($0.broker.preparedFigures, $0.broker.redriveCount, $0.requests.count)
        }
        metrics.gauge(
            "martlet_prepared_messages", "Messages that wait to be committed or rolled back.", prepared.count)
        metrics.gauge("martlet_prepared_bytes", "Bytes of them.", prepared.bytes)
        metrics.gauge("martlet_redrives_running", "Redrives that are being carried out.", redrives)
        metrics.counter(
            "martlet_requests_total", "Messages sent that wait for a reply.", Int(counts.requests))
        metrics.counter(
            "martlet_requests_answered_total", "Those whose reply came while somebody waited.",
            Int(counts.replies))
        metrics.counter(
            "martlet_requests_given_up_total", "Those that nobody waited for any longer.",
            Int(counts.requestsWithdrawn))
        metrics.gauge("martlet_requests_waiting", "Those that wait now.", waiting)
    }
}
