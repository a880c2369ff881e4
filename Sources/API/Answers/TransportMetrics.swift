internal import Base
internal import HTTPTransport

/// What the transport counts, in the text format of Prometheus.
enum TransportMetrics {
    static func write(_ counters: ServerCounters, into out: inout ByteBuffer) {
        gauge("martlet_http_connections", "Connections open now.", counters.connections, &out)
        counter("martlet_http_connections_total", "Connections taken.", counters.accepted, &out)
        counter(
            "martlet_http_connections_refused_total", "Connections turned away, too many being open.",
            counters.turnedAway, &out)
        counter("martlet_http_requests_total", "Requests read.", counters.requests, &out)
        counter(
            "martlet_http_refusals_total", "Requests that the transport itself refused.", counters.refusals,
            &out)
        counter("martlet_http_received_bytes_total", "Bytes received.", counters.bytesIn, &out)
        counter("martlet_http_sent_bytes_total", "Bytes sent.", counters.bytesOut, &out)
        gauge(
            "martlet_http_body_bytes", "Bytes of bodies on their way in now.", counters.bodyBytesInFlight,
            &out)
    }

    private static func counter(
        _ name: StaticString, _ help: StaticString, _ value: Int, _ out: inout ByteBuffer
    ) { write(name, help, "counter", value, &out) }

    private static func gauge(
        _ name: StaticString, _ help: StaticString, _ value: Int, _ out: inout ByteBuffer
    ) { write(name, help, "gauge", value, &out) }

    private static func write(
        _ name: StaticString, _ help: StaticString, _ kind: StaticString, _ value: Int,
        _ out: inout ByteBuffer
    ) {
        out.append("# HELP ")
        out.append(name)
        out.append(" ")
        out.append(help)
        out.append("\n# TYPE ")
        out.append(name)
        out.append(" ")
        out.append(kind)
        out.append("\n")
        out.append(name)
        out.append(" ")
        out.append(decimal: value)
        out.append("\n")
    }
}
