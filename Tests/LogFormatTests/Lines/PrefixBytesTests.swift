import Base
import TestSupport
import Testing

@testable import LogFormat

struct PrefixBytesTests {
    @Test(
        arguments: [
            (nil, 0, 0, 3), (0, 0, 0, 1), (7, 8, 1, 5), (12, 0, 95, 12), (255, 990, 0, 20),
            (0, 1 << 52, 0, 2),
        ] as [(UInt32?, UInt64, Int, Int)])
    func `the bytes of prefixes are those that are rendered`(
        partition: UInt32?, first: UInt64, shift: Int, count: Int
    ) throws {
        let suffixes = String(repeating: "\"value\":1}\n", count: count)
        let event = appended(suffixes, count: count, partition: partition, first: first + UInt64(shift))
        let view = try AppendedView(decoding: event.bytes)
        var renderer = LineRenderer(.lines)
        var budget = LineBudget()
        var out = ByteBuffer()
        _ = renderer.render(.appended(view), from: .zero, budget: &budget, into: &out)
        let destination = AppendedDestination(log: LogID(1), partition: partition, first: Offset(first))
        #expect(
            destination.prefixBytes(shift: shift, count: count) + suffixes.utf8.count == out.count)
    }
}
