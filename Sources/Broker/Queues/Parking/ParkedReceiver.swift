internal import Base

/// A receive that waits for a message.
struct ParkedReceiver {
    var id: WaiterID
    var queue: EntityID
    var max: Int
    var lease: Interval?
    var consumer: String?
    var attempt: UInt64
    /// Leases that it wants to have at once at most, those it has included.
    var prefetch: Int?
}
