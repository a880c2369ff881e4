internal import Base

/// A receive that waits for a message.
struct ParkedReceiver {
    var id: WaiterID
    var queue: EntityID
    var max: Int
    var lease: Interval?
    var consumer: String?
    var attempt: UInt64
}
