import Base
import TestSupport
import Testing

@testable import Broker

struct DeadlineHeapTests {
    @Test(arguments: Seed.first(50))
    func `the first is the earliest, and of equals the lowest number`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var heap = DeadlineHeap()
        var plain: [UInt32: Int64] = [:]
        for _ in 0..<300 {
            let id = UInt32.random(in: 0..<20, using: &random)
            if UInt.random(in: 0..<3, using: &random) == 0 {
                heap.remove(id)
                plain[id] = nil
            } else {
                let at = Int64.random(in: 0..<10, using: &random)
                heap.set(id, at: Instant(milliseconds: at))
                plain[id] = at
            }
            let first = plain.min { ($0.value, $0.key) < ($1.value, $1.key) }
            #expect(heap.first?.id == first?.key)
            #expect(heap.first?.at.milliseconds == first?.value)
            #expect(heap.deadline(of: id)?.milliseconds == plain[id])
        }
    }
}
