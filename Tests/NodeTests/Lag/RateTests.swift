import Base
import Testing

@testable import Node

struct RateTests {
    private func at(_ milliseconds: Int64) -> Instant {
        Instant(milliseconds: 1_795_341_600_000 + milliseconds)
    }

    @Test func `weights halve in the time they should`() {
        #expect(Rate.factor(.zero) == 1 << 32)
        #expect(Rate.factor(Interval(milliseconds: 41_589)) == 1 << 31)
        #expect(Rate.factor(Interval(milliseconds: 83_178)) == 1 << 30)
        // 1/e of 2^32 is 1,580,030,169.
        #expect(abs(Int(Rate.factor(Interval.seconds(60))) - 1_580_030_169) < 200_000)
        #expect(Rate.factor(Interval(milliseconds: .max)) == 0)
    }

    @Test(arguments: [10, 100, 1_000, 7_000])
    func `a steady rate is found, however often it is counted, from the start`(every: Int64) {
        var rate = Rate(at: at(0))
        var time: Int64 = 0
        var (lowest, highest) = (Int.max, 0)
        while time < 300_000 {
            time += every
            rate.add(Int(every / 10), at: at(time))
            guard time >= 30_000 else { continue }
            lowest = min(lowest, rate.thousandths(at: at(time)))
            highest = max(highest, rate.thousandths(at: at(time)))
        }
        // A hundred a second; what was just counted weighs fully, so a sparse count is a bit over.
        #expect(lowest > 99_000 && highest < 101_000 + Int(every) * 3)
    }

    @Test func `a minute of silence leaves about a third`() {
        var rate = Rate(at: at(0))
        for second in 1...600 { rate.add(100, at: at(Int64(second) * 1_000)) }
        #expect(abs(rate.thousandths(at: at(660_000)) - 36_800) < 1_000)
        #expect(rate.thousandths(at: at(6_000_000)) == 0)
    }

    @Test func `a first burst is no more than its count a second, and times that go back do no harm`() {
        var rate = Rate(at: at(0))
        rate.add(50, at: at(0))
        #expect(abs(rate.thousandths(at: at(0)) - 50_000) < 1_000)
        rate.add(50, at: at(-5_000))
        #expect(abs(rate.thousandths(at: at(1_000)) - 100_000) < 2_000)
    }

    @Test func `huge counts neither trap nor wrap into nothing`() {
        var rate = Rate(at: at(0))
        rate.add(1 << 46, at: at(1_000))
        #expect(rate.thousandths(at: at(1_000)) > 1 << 50)
    }
}
