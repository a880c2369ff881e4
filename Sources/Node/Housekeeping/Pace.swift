internal import Base

/// How slowly a checkpoint goes beside traffic, so that publishers hardly notice it.
///
/// After each step it rests, up to `restsMax` times as long as that took; less the more the journal has grown
/// since it began, and not at all while nothing is written. Times are nanoseconds of the monotonic clock.
struct Pace: Sendable {
    static let restsMax: UInt64 = 120
    /// The longest rest.
    static let restMax: UInt64 = 100_000_000
    /// Time without a new frame after which nobody is there to be disturbed.
    static let quietTime: UInt64 = 50_000_000

    /// Bytes the journal had when it began.
    private let bytesAtStart: Int
    /// Bytes of growth at which it no longer rests.
    private let growthMax: Int
    private var seen: JournalSequence
    private var seenAt: UInt64

    init(journalBytes: Int, growthMax: Int, at sequence: JournalSequence, now: UInt64) {
        bytesAtStart = journalBytes
        self.growthMax = max(growthMax, 1)
        seen = sequence
        seenAt = now
    }

    /// How long to rest after `worked`, now that the journal has `journalBytes` and is durable up to `sequence`.
    mutating func rest(
        after worked: UInt64, journalBytes: Int, at sequence: JournalSequence, now: UInt64
    ) -> UInt64 {
        if sequence != seen {
            seen = sequence
            seenAt = now
        }
        guard now &- seenAt < Self.quietTime else { return 0 }
        let room = growthMax - max(0, journalBytes - bytesAtStart)
        guard room > 0 else { return 0 }
        let rests = min(worked, Self.restMax) * Self.restsMax
        return min(rests * UInt64(room) / UInt64(growthMax), Self.restMax)
    }
}
