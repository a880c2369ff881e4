package import Base

/// How much a shard remembers of publishes that may come again, for metrics.
package struct RepeatFigures: Equatable, Sendable {
    package var keys: Int
    package var keyBytes: Int
    /// How far back every Idempotency-Key is remembered.
    package var keyWindow: Interval
    package var producers: Int
    package var producerBytes: Int
    /// How far back every producer is remembered.
    package var producerWindow: Interval
}

extension Broker {
    package func repeatFigures(at now: Instant) -> RepeatFigures {
        RepeatFigures(
            keys: keys.count, keyBytes: keys.bytes, keyWindow: keys.window(at: now),
            producers: producers.count, producerBytes: producers.bytes,
            producerWindow: producers.window(at: now))
    }
}
