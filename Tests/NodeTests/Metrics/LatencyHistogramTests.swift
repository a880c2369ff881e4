import Node
import Testing

@Suite
struct LatencyHistogramTests {
    private func bucket(of nanoseconds: UInt64) -> Int? {
        var histogram = LatencyHistogram()
        histogram.record(nanoseconds: nanoseconds)
        return histogram.counts.firstIndex(of: 1)
    }

    @Test func `a bucket holds what is no longer than its bound`() {
        #expect(bucket(of: 0) == 0)
        #expect(bucket(of: 1_000) == 0)
        #expect(bucket(of: 1_001) == 1)
        #expect(bucket(of: 2_000) == 1)
        #expect(bucket(of: 2_001) == 2)
        #expect(bucket(of: 1_048_576_000) == 20)
    }

    @Test func `the last bucket holds the rest`() {
        #expect(bucket(of: 1_048_576_001) == 21)
        #expect(bucket(of: .max - 1_000) == 21)
    }

    @Test func `it sums what it is told`() {
        var histogram = LatencyHistogram()
        for nanoseconds: UInt64 in [1, 20, 300] { histogram.record(nanoseconds: nanoseconds) }
        #expect(histogram.sumNanoseconds == 321)
        #expect(histogram.counts.reduce(0, +) == 3)
    }
}
