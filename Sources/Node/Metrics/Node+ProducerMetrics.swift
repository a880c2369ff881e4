internal import Base
internal import Broker

extension Node {
    /// What is remembered of publishes that may come again, and how far back.
    func writeProducerMetrics(_ repeats: Int, into metrics: inout MetricsText) {
        let now = now()
        let figures = shard.locked(flush: false) { $0.broker.repeatFigures(at: now) }
        metrics.counter(
            "martlet_publishes_repeated_total", "Publishes answered as the first time, nothing being stored.",
            repeats)
        metrics.gauge("martlet_idempotency_keys", "Idempotency-Keys remembered.", figures.keys)
        metrics.gauge(
            "martlet_idempotency_bytes", "Bytes of memory that they take, about.", figures.keyBytes)
        metrics.gauge(
            "martlet_idempotency_window_seconds", "How far back every Idempotency-Key is remembered.",
            Int(figures.keyWindow.milliseconds / 1000))
        metrics.gauge("martlet_producers", "Producers remembered.", figures.producers)
        metrics.gauge(
            "martlet_producers_bytes", "Bytes of memory that they take, about.", figures.producerBytes)
        metrics.gauge(
            "martlet_producers_window_seconds", "How far back every producer is remembered.",
            Int(figures.producerWindow.milliseconds / 1000))
    }
}
