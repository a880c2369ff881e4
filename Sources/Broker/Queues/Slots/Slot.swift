internal import LogFormat

/// What a queue remembers of one message, in eight bytes.
///
/// ```
///  0 ..< 28  lease run that holds it, while leased; its wait, while it waits; its place in line, when due
/// 28 ..< 32  state
/// 32 ..< 42  leases that failed or expired; stops at its highest value
/// 42 ..< 64  generation: leases so far, hence also deliveries; stops at its highest value
/// ```
struct Slot: Equatable {
    /// Where the message stands.
    enum State: UInt8 {
        /// Never handed out.
        case fresh = 0
        case leased = 1
        /// Ready again, after its lease ran out; a late ack still counts.
        case expired = 2
        /// Ready again, handed back by its holder.
        case nacked = 3
        case acked = 4
        /// Purged.
        case dropped = 5
        /// Not ready before its time: delayed, or handed back by its holder.
        case waiting = 6
        /// Not ready before its time, after its lease ran out; a late ack still counts.
        case waitingExpired = 7
        /// Ready after a wait, in a line of its own.
        case due = 8
        /// The same, after its lease ran out; a late ack still counts.
        case dueExpired = 9
        /// Rejected, and gone.
        case rejected = 10
        /// Handed back once too often, and gone.
        case nackedAway = 11
        /// To be moved: rejected.
        case doomedRejected = 12
        /// To be moved: handed back once too often.
        case doomedNacked = 13
        /// To be moved: its lease ran out once too often.
        case doomedExpired = 14

        /// What a message becomes when its lease ends.
        init(after end: LeaseEnd) {
            self =
                switch end {
                case .acked: .acked
                case .failed, .returned: .nacked
                case .expired: .expired
                case .failedWaiting, .returnedWaiting: .waiting
                case .expiredWaiting: .waitingExpired
                case .rejectedDropped: .rejected
                case .failedDropped: .nackedAway
                case .expiredDropped: .dropped
                case .rejectedDoomed: .doomedRejected
                case .failedDoomed: .doomedNacked
                case .expiredDoomed: .doomedExpired
                }
        }
    }

    static let failuresMax: UInt64 = (1 << 10) - 1

    var word: UInt64

    init(word: UInt64) { self.word = word }

    init(_ state: State, generation: UInt32, failures: UInt16 = 0, run: UInt32 = 0) {
        word = UInt64(run) | UInt64(state.rawValue) << 28 | UInt64(failures) << 32 | UInt64(generation) << 42
    }

    var run: UInt32 { UInt32(truncatingIfNeeded: word) & 0xFFF_FFFF }
    var state: State { State(rawValue: UInt8(truncatingIfNeeded: word >> 28) & 15) ?? .dropped }
    var failures: UInt16 { UInt16(truncatingIfNeeded: word >> 32) & 0x3FF }
    var generation: UInt32 { UInt32(truncatingIfNeeded: word >> 42) }

    /// Whether a receiver may get it again, at its offset.
    var isReady: Bool { state == .expired || state == .nacked }

    /// Whether it is not ready before its time.
    var isWaiting: Bool { state == .waiting || state == .waitingExpired }

    /// Whether a receiver may get it after a wait.
    var isDue: Bool { state == .due || state == .dueExpired }

    /// Whether its last lease ran out, and an ack still counts.
    var isExpired: Bool { state == .expired || state == .waitingExpired || state == .dueExpired }

    /// Whether nobody may get it any more.
    var isSettled: Bool {
        state == .acked || state == .dropped || state == .rejected || state == .nackedAway
    }

    /// Whether it is to be moved elsewhere, and nobody gets it meanwhile.
    var isDoomed: Bool { death != nil }

    /// Why it is to be moved.
    var death: DeathReason? {
        switch state {
        case .doomedRejected: .rejected
        case .doomedNacked, .doomedExpired: .deliveryLimit
        default: nil
        }
    }

    /// Whether its last lease was handed back by its holder.
    var isHandedBack: Bool {
        switch state {
        case .nacked, .waiting, .due, .nackedAway, .doomedNacked: true
        default: false
        }
    }

    /// Whether its last lease was rejected by its holder.
    var isRejected: Bool { state == .rejected || state == .doomedRejected }

    /// Failures after one more.
    var failuresPlusOne: UInt16 { UInt16(Swift.min(UInt64(failures) + 1, Slot.failuresMax)) }
}
