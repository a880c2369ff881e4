/// What a queue remembers of one message, in eight bytes.
///
/// ```
///  0 ..< 28  lease run that holds it, while leased
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

    /// Whether a receiver may get it again.
    var isReady: Bool { state == .expired || state == .nacked }

    /// Whether nobody may get it any more.
    var isSettled: Bool { state == .acked || state == .dropped }

    /// Failures after one more.
    var failuresPlusOne: UInt16 { UInt16(Swift.min(UInt64(failures) + 1, Slot.failuresMax)) }
}
