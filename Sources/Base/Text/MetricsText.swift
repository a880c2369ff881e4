/// Writes metrics in the text format of Prometheus 0.0.4; holds the output for as long as it lives.
public struct MetricsText: ~Copyable {
    private var output: ByteBuffer

    /// Takes the buffer over; `giveBack` returns it.
    public init(take output: inout ByteBuffer) {
        self.output = ByteBuffer()
        swap(&self.output, &output)
    }

    /// Returns the buffer.
    public consuming func giveBack(to output: inout ByteBuffer) { swap(&self.output, &output) }

    /// A number that only grows.
    public mutating func counter(_ name: StaticString, _ help: StaticString, _ value: Int) {
        head(name, help, "counter")
        sample(name, value)
    }

    /// A number that goes both ways.
    public mutating func gauge(_ name: StaticString, _ help: StaticString, _ value: Int) {
        head(name, help, "gauge")
        sample(name, value)
    }

    /// Durations by upper bound: bucket i counts those of at most 2^i microseconds, the last one all others.
    public mutating func histogram(
        _ name: StaticString, _ help: StaticString, buckets: [UInt64], sumNanoseconds: UInt64
    ) {
        head(name, help, "histogram")
        var total: UInt64 = 0
        for (index, count) in buckets.enumerated() {
            total &+= count
            output.append(name)
            output.append("_bucket{le=\"")
            if index == buckets.count - 1 {
                output.append("+Inf")
            } else {
                seconds(nanoseconds: 1000 << UInt64(index))
            }
            output.append("\"} ")
            output.append(decimal: total)
            output.append("\n")
        }
        output.append(name)
        output.append("_sum ")
        seconds(nanoseconds: sumNanoseconds)
        output.append("\n")
        output.append(name)
        output.append("_count ")
        output.append(decimal: total)
        output.append("\n")
    }

    /// A sample for each row.
    mutating func write(
        _ name: StaticString, _ help: StaticString, _ kind: StaticString, _ rows: [MetricsRow]
    ) {
        guard !rows.isEmpty else { return }
        head(name, help, kind)
        for row in rows {
            output.append(name)
            output.append("{")
            output.append(row.labels)
            output.append("} ")
            output.append(decimal: row.value)
            output.append("\n")
        }
    }

    private mutating func head(_ name: StaticString, _ help: StaticString, _ kind: StaticString) {
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

    private mutating func sample(_ name: StaticString, _ value: Int) {
        output.append(name)
        output.append(" ")
        output.append(decimal: value)
        output.append("\n")
    }

    /// A number of seconds with nine decimals.
    private mutating func seconds(nanoseconds: UInt64) {
        output.append(decimal: nanoseconds / 1_000_000_000)
        output.append(".")
        var unit: UInt64 = 100_000_000
        while unit > 0 {
            output.append(UInt8(48 + nanoseconds / unit % 10))
            unit /= 10
        }
    }
}
