package import Base

/// Neighbouring messages of a queue that share one fate in an event or an answer.
///
/// In the journal a run takes 16 bytes: first offset u64, count u32, generation u24, end u8. `failures`
/// is not among them; it is known to the queue and only rides along in answers.
package struct SlotRun: Equatable, Sendable {
    /// Highest generation and count of deliveries a message can have; both stop there.
    package static let generationMax: UInt32 = (1 << 22) - 1

    package var first: Offset
    package var count: UInt32
    /// Which lease of the message, counting from 1; the same number says how often it was handed out.
    package var generation: UInt32
    /// Leases of the message that failed or expired before this one.
    package var failures: UInt16
    /// How the leases ended; nil where they begin.
    package var end: LeaseEnd?

    package init(
        first: Offset, count: UInt32, generation: UInt32, failures: UInt16 = 0, end: LeaseEnd? = nil
    ) {
        self.first = first
        self.count = count
        self.generation = generation
        self.failures = failures
        self.end = end
    }

    /// How often each message was handed out, this time included.
    package var deliveries: UInt32 { generation }

    /// The offset behind the last message.
    package var limit: Offset { first + Int(count) }
}
