internal import Histogram

/// Puts a result into words or JSON.
struct LoadReport {
    /// `publish`, `read` …
    let mode: String
    /// What was asked for, in the order it is shown.
    let terms: [(name: String, value: String)]
    let result: LoadResult
    /// Bytes that one message counts for; nil counts the bodies of the answers instead.
    let messageBytes: Int?

    private static let percentiles: [(name: String, value: Double)] = [
        ("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9), ("max", 100),
    ]

    private var requestRate: Double { Double(result.tally.requests) / result.seconds }
    private var messageRate: Double { Double(result.tally.messages) / result.seconds }
    private var byteRate: Double {
        messageBytes.map { messageRate * Double($0) } ?? Double(result.tally.bodyBytes) / result.seconds
    }

    /// Lines for a terminal.
    var text: String {
        let tally = result.tally
        var lines = [
            [mode, terms.map { "\($0.name) \($0.value)" }.joined(separator: ", ")],
            ["requests", "\(Figure.count(requestRate))/s"],
            ["messages", "\(Figure.count(messageRate))/s   \(Figure.fixed(byteRate / 1e6, 1)) MB/s"],
            [
                "latency",
                Self.percentiles.map {
                    "\($0.name) \(Figure.milliseconds(tally.latencies.valueAtPercentile($0.value)))"
                }
                .joined(separator: "  ") + "  (ms)",
            ],
        ]
        if let usage = result.usage {
            let perRequest = usage.cpuSeconds / Double(max(1, tally.requests)) * 1e6
            let perMessage = usage.cpuSeconds / Double(max(1, tally.messages)) * 1e6
            lines.append([
                "server",
                "\(usage.name): \(Figure.fixed(usage.cpuSeconds / result.seconds, 2)) cores; CPU seconds per million: "
                    + "\(Figure.fixed(perMessage, 2)) messages, \(Figure.fixed(perRequest, 2)) requests",
            ])
            lines.append([
                "",
                "disk \(Figure.fixed(Double(usage.diskBytes) / result.seconds / 1e6, 1)) MB/s, "
                    + "resident \(Figure.fixed(Double(usage.residentBytes) / 1e6, 1)) MB",
            ])
        }
        lines.append(["errors", trouble])
        return Columns.aligned(lines)
    }

    /// One line for programs.
    var json: String {
        let tally = result.tally
        var members = ["\"mode\":\(JSONLiteral.string(mode))"]
        members += terms.map { "\(JSONLiteral.string($0.name)):\(JSONLiteral.string($0.value))" }
        members += [
            "\"measured_seconds\":\(Figure.fixed(result.seconds, 3))",
            "\"requests\":\(tally.requests)", "\"messages\":\(tally.messages)",
            "\"requests_per_second\":\(Figure.fixed(requestRate, 1))",
            "\"messages_per_second\":\(Figure.fixed(messageRate, 1))",
            "\"bytes_per_second\":\(Figure.fixed(byteRate, 0))",
        ]
        let latencies = Self.percentiles.map {
            "\"\($0.name)\":\(Figure.fixed(Double(tally.latencies.valueAtPercentile($0.value)) / 1e6, 3))"
        }
        members.append("\"latency_ms\":{\(latencies.joined(separator: ","))}")
        if let usage = result.usage {
            members += [
                "\"server\":\(JSONLiteral.string(usage.name))",
                "\"server_cpu_seconds\":\(Figure.fixed(usage.cpuSeconds, 2))",
                "\"server_cpu_seconds_per_million_messages\":"
                    + Figure.fixed(usage.cpuSeconds / Double(max(1, tally.messages)) * 1e6, 3),
                "\"server_disk_bytes_per_second\":\(Figure.fixed(Double(usage.diskBytes) / result.seconds, 0))",
                "\"server_resident_bytes\":\(usage.residentBytes)",
            ]
        }
        members.append("\"refusals\":\(tally.refusals),\"connections_lost\":\(tally.losses)")
        if let first = tally.firstTrouble { members.append("\"first_trouble\":\(JSONLiteral.string(first))") }
        return "{\(members.joined(separator: ","))}"
    }

    private var trouble: String {
        let tally = result.tally
        if tally.refusals == 0, tally.losses == 0, tally.firstTrouble == nil { return "none" }
        return
            "\(tally.refusals) refused, \(tally.losses) connections lost; the first: \(tally.firstTrouble ?? "-")"
    }
}
