internal import Base
internal import LogFormat

/// A log whose messages a queue hands out, and where each of them stands.
///
/// Most queues have one lane, over a log of their own. Who reads a log through a lane need not own it.
final class Lane {
    let log: LogID
    var slots = SlotTable()
    /// Its messages by their groups, where those matter; volatile.
    var groups: GroupLines?
    /// What says to which group a message belongs.
    var reads = MessageOrder.none
    /// Messages of a source that went before they were settled.
    var lost: UInt64 = 0

    init(log: LogID) { self.log = log }
}
