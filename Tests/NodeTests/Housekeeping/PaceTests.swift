import Testing

@testable import Base
@testable import Node

/// How long a checkpoint rests beside traffic.
@Suite struct PaceTests {
    private static let start: UInt64 = 1_000_000_000
    private static let soon: UInt64 = start + 1_000_000

    private func pace() -> Pace {
        Pace(journalBytes: 1000, growthMax: 400, at: JournalSequence(7), now: Self.start)
    }

    @Test func `beside traffic it rests many times as long as it worked`() {
        var pace = pace()
        let rest = pace.rest(after: 10_000, journalBytes: 1000, at: JournalSequence(8), now: Self.soon)
        #expect(rest == 10_000 * Pace.restsMax)
    }

    @Test func `a long step is followed by the longest rest`() {
        var pace = pace()
        let rest = pace.rest(after: .max, journalBytes: 1000, at: JournalSequence(8), now: Self.soon)
        #expect(rest == Pace.restMax)
    }

    @Test func `it rests less the more the journal has grown`() {
        var pace = pace()
        let rest = pace.rest(after: 10_000, journalBytes: 1300, at: JournalSequence(8), now: Self.soon)
        #expect(rest == 10_000 * Pace.restsMax / 4)
    }

    @Test func `it does not rest in a journal that has grown much`() {
        var pace = pace()
        #expect(pace.rest(after: 10_000, journalBytes: 1400, at: JournalSequence(8), now: Self.soon) == 0)
        #expect(pace.rest(after: 10_000, journalBytes: 5000, at: JournalSequence(9), now: Self.soon) == 0)
    }

    @Test func `a journal that gave up frames is not taken for one that grew`() {
        var pace = pace()
        let rest = pace.rest(after: 10_000, journalBytes: 10, at: JournalSequence(8), now: Self.soon)
        #expect(rest == 10_000 * Pace.restsMax)
    }

    @Test func `it does not rest once nothing was written for a while`() {
        var pace = pace()
        let later = Self.start + Pace.quietTime
        #expect(pace.rest(after: 10_000, journalBytes: 1000, at: JournalSequence(7), now: later) == 0)
        #expect(pace.rest(after: 10_000, journalBytes: 1000, at: JournalSequence(8), now: later) > 0)
    }
}
