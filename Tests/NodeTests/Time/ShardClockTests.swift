import Base
import Node
import TestSupport
import Testing

@Suite
struct ShardClockTests {
    private static let start = Instant(milliseconds: 1_000_000)

    private func clock(lastJournaled: Instant = .distantPast) -> ShardClock {
        ShardClock(wall: Self.start, monotonic: 0, lastJournaled: lastJournaled)
    }

    private func after(_ milliseconds: Int64) -> Instant { Self.start + Interval(milliseconds: milliseconds) }

    /// Reads the clock at a time of the monotonic clock, the wall being `ahead` of it.
    private func read(_ clock: inout ShardClock, at milliseconds: Int64, ahead: Int64 = 0) -> Interval {
        clock.read(wall: after(milliseconds + ahead), monotonic: UInt64(milliseconds) * 1_000_000)
    }

    @Test func `it starts at the wall clock`() { #expect(clock().now == Self.start) }

    @Test func `it starts no earlier than what was journaled`() {
        #expect(clock(lastJournaled: after(77)).now == after(77))
        #expect(clock(lastJournaled: after(-77)).now == Self.start)
    }

    @Test func `it goes with a wall clock that goes right`() {
        var clock = clock()
        #expect(read(&clock, at: 250) == .zero)
        #expect(clock.now == after(250))
    }

    @Test func `a wall clock a little ahead is followed by a tenth`() {
        var clock = clock()
        #expect(read(&clock, at: 100, ahead: 4_000) == .zero)
        #expect(clock.now == after(110))
    }

    @Test func `a wall clock far ahead is jumped to, and the jump is told`() {
        var clock = clock()
        #expect(read(&clock, at: 100, ahead: 5_001) == Interval(milliseconds: 5_001))
        #expect(clock.now == after(5_101))
    }

    @Test func `a wall clock behind slows it by a tenth, but never turns it back`() {
        var clock = clock()
        #expect(read(&clock, at: 100, ahead: -3_600_000) == .zero)
        #expect(clock.now == after(90))
        #expect(read(&clock, at: 101, ahead: -3_600_000) == .zero)
        #expect(clock.now >= after(90))
    }

    @Test func `within a millisecond it is fresh`() {
        var clock = clock()
        #expect(clock.isFresh(at: 999_999))
        #expect(!clock.isFresh(at: 1_000_000))
        _ = read(&clock, at: 1)
        #expect(clock.isFresh(at: 1_500_000))
    }

    @Test func `parts of a millisecond are not lost`() {
        var clock = clock()
        for step in 1...1_000 {
            let monotonic = UInt64(step) * 1_500_000
            _ = clock.read(wall: after(Int64(monotonic / 1_000_000)), monotonic: monotonic)
        }
        #expect(clock.now == after(1_500))
    }

    @Test func `advancing moves it and whatever follows`() {
        var clock = clock()
        clock.advance(by: .seconds(3_600))
        #expect(clock.now == after(3_600_000))
        #expect(read(&clock, at: 100) == .zero)
        #expect(clock.now == after(3_600_100))
    }

    @Test(arguments: Seed.first(50))
    func `it never goes back, whatever the wall clock does`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var clock = clock()
        var monotonic: UInt64 = 0
        for _ in 0..<200 {
            let before = clock.now
            monotonic += UInt64.random(in: 0...3_000_000_000, using: &random)
            let wall = after(Int64.random(in: -100_000_000...100_000_000, using: &random))
            _ = clock.read(wall: wall, monotonic: monotonic)
            #expect(clock.now >= before)
        }
    }
}
