internal import LogFormat

/// What a queue remembers of one message, in eight bytes.
///
/// ```
///  0 ..< 28  lease run that holds it, while leased; its wait, while it waits; its place in line, when due;
///            why, when it is to be moved
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
        /// To be moved, for the reason that stands beside.
        case doomed = 12
        /// Set aside by its holder, for whoever names it.
        case deferred = 13

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
                case .outlivedDropped: .nackedAway
                case .expiredDropped: .dropped
                case .deferred: .deferred
                case .rejectedDoomed, .failedDoomed, .expiredDoomed, .outlivedDoomed,
                    .outlivedExpiredDoomed:
                    .doomed
                }
        }
    }

    static let failuresMax: UInt64 = (1 << 10) - 1

    var word: UInt64

    init(word: UInt64) { self.word = word }

    init(_ state: State, generation: UInt32, failures: UInt16 = 0, run: UInt32 = 0) {
        word = UInt64(run) | UInt64(state.rawValue) << 28 | UInt64(failures) << 32 | UInt64(generation) << 42
    }

    /// What a message becomes when its lease ends.
    init(after end: LeaseEnd, generation: UInt32, failures: UInt16 = 0) {
        self.init(
            State(after: end), generation: generation, failures: failures,
            run: Doom(after: end)?.rawValue ?? 0)
    }

    /// A message that is to be moved.
    init(_ doom: Doom, generation: UInt32, failures: UInt16) {
        self.init(.doomed, generation: generation, failures: failures, run: doom.rawValue)
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
    var isDoomed: Bool { state == .doomed }

    /// Why it is to be moved.
    var doom: Doom? { isDoomed ? Doom(rawValue: run) : nil }

    /// Whether its last lease was handed back by its holder.
    var isHandedBack: Bool {
        switch state {
        case .nacked, .waiting, .due, .nackedAway: true
        default: doom?.isHandedBack ?? false
        }
    }

    /// Whether its last lease was rejected by its holder.
    var isRejected: Bool { state == .rejected || doom == .rejected }

    /// Failures after one more.
    var failuresPlusOne: UInt16 { UInt16(Swift.min(UInt64(failures) + 1, Slot.failuresMax)) }
}
