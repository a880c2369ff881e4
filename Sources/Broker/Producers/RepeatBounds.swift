package import Base

/// How much a shard remembers of publishes that may be repeated; smaller in tests.
package struct RepeatBounds: Sendable {
    package var keys = Limits.idempotencyKeysMax
    package var keyBytes = Limits.idempotencyBytesMax
    package var keyTime = Limits.idempotencyTime
    package var producers = Limits.producersMax
    package var producerBytes = Limits.producersBytesMax
    package var producerTime = Limits.producerTime
    package var producerResults = Limits.producerResultsMax

    /// As `Limits` says.
    package init() {}
}
