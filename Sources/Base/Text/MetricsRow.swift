/// A number of one of several things that a metric tells of.
public struct MetricsRow: Sendable {
    /// `namespace="default",queue="jobs"`; names need no escapes.
    public let labels: String
    /// The number itself.
    public let value: Int

    /// A sample with its labels, in the syntax between braces.
    public init(_ labels: String, _ value: Int) {
        self.labels = labels
        self.value = value
    }
}

extension MetricsText {
    /// A number for each of several things, in their order; nothing at all when there are none.
    public mutating func counters(_ name: StaticString, _ help: StaticString, _ rows: [MetricsRow]) {
        write(name, help, "counter", rows)
    }

    /// The same of numbers that go both ways.
    public mutating func gauges(_ name: StaticString, _ help: StaticString, _ rows: [MetricsRow]) {
        write(name, help, "gauge", rows)
    }
}
