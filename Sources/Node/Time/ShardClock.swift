package import Base

/// A shard's time: follows the wall clock, never goes back, and survives a wall clock that jumps.
///
/// It starts at the later of the wall and the last journaled time and goes on by the monotonic clock. More
/// than 5 s behind the wall it jumps forward; otherwise it is slewed by at most 1 ms in 10. Changed only
/// under the shard lock.
package struct ShardClock {
    /// The last time handed out.
    package private(set) var now: Instant
    /// Added to the wall clock by `advance(by:)`, the virtual clock of `--dev`.
    private var shift = Interval.zero
    private var monotonicAtNow: UInt64

    /// Gap to the wall clock that is jumped rather than slewed.
    static let jump = Interval.seconds(5)

    package init(wall: Instant, monotonic: UInt64, lastJournaled: Instant) {
        now = max(wall, lastJournaled)
        monotonicAtNow = monotonic
    }

    /// Whether `now` is less than a millisecond old, so that reading the wall clock would tell nothing new.
    package func isFresh(at monotonic: UInt64) -> Bool {
        monotonic &- monotonicAtNow < 1_000_000 || monotonic < monotonicAtNow
    }

    /// Reads the clock. Returns how far it jumped, zero in the normal case.
    package mutating func read(wall: Instant, monotonic: UInt64) -> Interval {
        let elapsed = Int64((monotonic &- monotonicAtNow) / 1_000_000)
        guard elapsed > 0 else { return .zero }
        monotonicAtNow &+= UInt64(elapsed) * 1_000_000
        let steady = now + Interval(milliseconds: elapsed)
        let behind = (wall + shift) - steady
        if behind > Self.jump {
            now = wall + shift
            return behind
        }
        let slew = min(max(behind.milliseconds, -elapsed / 10), (elapsed + 9) / 10)
        now = max(now, steady + Interval(milliseconds: slew))
        return .zero
    }

    /// Moves the virtual clock forward.
    package mutating func advance(by interval: Interval) {
        shift = Interval(milliseconds: shift.milliseconds &+ interval.milliseconds)
        now = now + interval
    }
}
