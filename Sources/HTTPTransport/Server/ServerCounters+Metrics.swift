package import Base

extension ServerCounters {
    /// Appends what the server has done in the text format of Prometheus.
    package func writeMetrics(into output: inout ByteBuffer) {
        var metrics = MetricsText(take: &output)
        metrics.gauge("martlet_http_connections", "Connections open now.", connections)
        metrics.gauge(
            "martlet_http_connections_idle", "Connections that wait for a request and hold nothing.", asleep)
        metrics.counter("martlet_http_connections_total", "Connections taken.", accepted)
        metrics.counter(
            "martlet_http_connections_refused_total", "Connections turned away, too many being open.",
            turnedAway)
        metrics.counter("martlet_http_requests_total", "Requests taken.", requests)
        metrics.counter(
            "martlet_http_refusals_total", "Requests that the transport itself refused.", refusals)
        metrics.counter("martlet_http_received_bytes_total", "Bytes received.", bytesIn)
        metrics.counter("martlet_http_sent_bytes_total", "Bytes sent.", bytesOut)
        metrics.gauge(
            "martlet_http_body_bytes", "Bytes of request bodies on their way in.", bodyBytesInFlight)
        metrics.giveBack(to: &output)
    }
}
