package import Base
package import Broker
package import LogFormat

/// Messages leased to one receiver; maybe none.
package struct Received: Sendable {
    /// Neighbouring messages with one fate: offsets, generation (deliveries), failures.
    package let runs: [SlotRun]
    package let leasedUntil: Instant
    /// What came of the settles that rode along, by index.
    package let outcomes: [SettleOutcome]
    /// Until when messages live, in no order; only those that do not live for ever.
    package var ends: [(place: LaneOffset, until: Instant)] = []

    package var count: Int { runs.reduce(0) { $0 + Int($1.count) } }
    package var isEmpty: Bool { runs.isEmpty }
}
