internal import Base
internal import LogFormat

/// What becomes of messages of one queue that are handed back, or whose leases run out, at one time.
struct RetryRule {
    /// How a lease ends.
    struct Fate {
        var end: LeaseEnd
        /// When the message is ready again, if it waits.
        var due: Instant?
    }

    private let queue: EntityID
    private let backoff: [Interval]
    private let failuresMax: Int
    private let deadLetter: DeadLetter
    private let now: Instant
    private let source: Queue
    /// Where the logs of each lane begin, if those are a topic's.
    private let starts: [Offset]

    init(_ queue: Queue, at now: Instant, starts: [Offset] = []) {
        self.queue = queue.id
        backoff = queue.settings.backoff
        deadLetter = queue.settings.deadLetter
        failuresMax = deadLetter == .handedBack ? .max : queue.settings.maxDeliveries ?? .max
        self.now = now
        source = queue
        self.starts = starts
    }

    /// Whether every lease that runs out makes its message ready at once.
    var isPlain: Bool { starts.isEmpty && backoff.isEmpty && failuresMax == .max && !source.hasLifetimes }

    /// Whether a message has outlived its time, so that it is not ready again.
    private func isOutlived(_ place: LaneOffset) -> Bool {
        source.end(of: place).map { $0 <= now } ?? false
    }

    /// What becomes of a leased message that its holder rejects.
    func rejection(of place: LaneOffset) -> Fate {
        Fate(
            end: deadLetter == .dropped || isGone(place) || source.isOver(place, at: now)
                ? .rejectedDropped : .rejectedDoomed)
    }

    /// Whether the message itself is there no more: nobody can get it again, here or elsewhere.
    private func isGone(_ place: LaneOffset) -> Bool {
        place.lane < starts.count && place.offset < starts[Int(place.lane)]
    }

    /// What a verb means in this queue: where dead letters lie, nothing is rejected.
    func verb(_ verb: SettleVerb) -> SettleVerb {
        verb == .reject && deadLetter == .handedBack ? .nack(failed: true) : verb
    }

    /// What becomes of a leased message that its holder hands back; a delay wins over the backoff.
    func fate(of place: LaneOffset, _ slot: Slot, failed: Bool, delay: Interval?) -> Fate {
        if isGone(place) { return Fate(end: .failedDropped) }
        if source.isOver(place, at: now) { return Fate(end: .outlivedDropped) }
        if failed, Int(slot.failures) + 1 >= failuresMax {
            return Fate(end: deadLetter == .dropped ? .failedDropped : .failedDoomed)
        }
        if isOutlived(place) { return Fate(end: deadLetter.isChosen ? .outlivedDoomed : .outlivedDropped) }
        let due = delay.map { now + $0 } ?? (failed ? retry(of: place, slot.failuresPlusOne) : nil)
        guard let due, due > now else { return Fate(end: failed ? .failed : .returned) }
        return Fate(end: failed ? .failedWaiting : .returnedWaiting, due: due)
    }

    /// What becomes of a message whose lease ran out.
    func fate(ofExpired place: LaneOffset, _ slot: Slot) -> Fate {
        if isGone(place) || source.isOver(place, at: now) { return Fate(end: .expiredDropped) }
        if Int(slot.failures) + 1 >= failuresMax {
            return Fate(end: deadLetter == .dropped ? .expiredDropped : .expiredDoomed)
        }
        if isOutlived(place) {
            return Fate(end: deadLetter.isChosen ? .outlivedExpiredDoomed : .expiredDropped)
        }
        guard let due = retry(of: place, slot.failuresPlusOne), due > now else { return Fate(end: .expired) }
        return Fate(end: .expiredWaiting, due: due)
    }

    /// When the backoff lets a message be ready again after so many failures.
    private func retry(of place: LaneOffset, _ failures: UInt16) -> Instant? {
        guard let last = backoff.last else { return nil }
        let step = failures == 0 || Int(failures) > backoff.count ? last : backoff[Int(failures) - 1]
        // Kept within what the multiplication below can take; a tenth of a year more does not matter then.
        let span = Swift.min(step.milliseconds, 1 << 53) / 100 * Int64(Limits.backoffJitterPercent)
        guard span > 0 else { return now + step }
        return now + step + Interval(milliseconds: Int64(draw(place, failures) % UInt64(span + 1)))
    }

    /// A number that looks random, but is the same whenever it is asked for (the finish of SplitMix64).
    private func draw(_ place: LaneOffset, _ failures: UInt16) -> UInt64 {
        var word = UInt64(queue.rawValue) << 32 ^ place.packed &* 0x9E37_79B9_7F4A_7C15
        word ^= UInt64(failures) &* 0xD1B5_4A32_D192_ED03
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
