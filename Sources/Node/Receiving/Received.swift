package import Base
package import Broker
package import LogFormat

/// Messages leased to one receiver; maybe none.
package struct Received: Sendable {
    /// Neighbouring messages with one fate: offsets, generation (deliveries), failures.
    package let runs: [SlotRun]
    package let leasedUntil: Instant
    /// What came of the settles that rode along, by index.
    package private(set) var outcomes: [SettleOutcome]
    /// Until when messages live, in no order; only those that do not live for ever.
    package var ends: [(place: LaneOffset, until: Instant)] = []
    /// Who is served instead, when the queue serves one consumer alone and this is another one.
    package var standbyFor: String?

    /// No messages, and nothing settled.
    package static let nothing = Received(runs: [], leasedUntil: .distantPast, outcomes: [])

    /// The same, with what came of settles before.
    func with(_ outcomes: [SettleOutcome]) -> Received {
        var received = self
        received.outcomes = outcomes
        return received
    }

    package var count: Int { runs.reduce(0) { $0 + Int($1.count) } }
    package var isEmpty: Bool { runs.isEmpty }
}
