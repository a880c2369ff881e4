import LogFormat
import TestSupport
import Testing

@testable import Broker

/// A page against a plain array of slots, whatever it is kept as.
struct SlotPageTests {
    private let fresh = Slot(.fresh, generation: 0)

    @Test(arguments: Seed.first(60))
    func `a page says what it was told`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var page = SlotPage(3)
        var slots = [Slot](repeating: fresh, count: SlotPage.slotCount)
        defer { page.free() }
        // Few long stretches or many short ones, so that pages are spread out and folded again.
        let lengthMax = [2000, 40, 3][Int(seed.value % 3)]
        for _ in 0..<400 {
            let start = Int.random(in: 0..<SlotPage.slotCount, using: &random)
            let end = min(start + Int.random(in: 1...lengthMax, using: &random), SlotPage.slotCount)
            set(start..<end, &page, &slots, &random)
        }
        compare(page, slots)
        let image = page.copy()
        defer { image.free() }
        for start in stride(from: 0, to: SlotPage.slotCount, by: 32) where start % 1000 != 0 {
            fill(start..<start + 32, &page, &slots, Slot(.acked, generation: 1))
        }
        compare(page, slots)
        #expect(!page.isSpread)
        #expect(image.settled < page.settled)
    }

    @Test func `a page of one open message takes no room for the others`() {
        var page = SlotPage(0)
        defer { page.free() }
        for index in 0..<SlotPage.slotCount {
            page.set(index..<index + 1, to: Slot(.leased, generation: 1, run: UInt32(index)), from: fresh)
        }
        #expect(page.isSpread)
        for index in 0..<SlotPage.slotCount where index != 77 {
            page.set(index..<index + 1, to: Slot(.acked, generation: 1), from: page[index])
        }
        #expect(!page.isSpread)
        #expect(page[77].run == 77)
        #expect(page.settled == 4095)
    }

    private func set(
        _ range: Range<Int>, _ page: inout SlotPage, _ slots: inout [Slot], _ random: inout SplitMix64
    ) {
        let states: [Slot.State] = [.leased, .expired, .nacked, .acked]
        let state = states.randomElement(using: &random) ?? .acked
        let run = state == .leased ? UInt32.random(in: 0..<3, using: &random) : 0
        fill(
            range, &page, &slots, Slot(state, generation: UInt32.random(in: 1...2, using: &random), run: run))
    }

    /// Sets stretch by stretch, as the table does.
    private func fill(
        _ range: Range<Int>, _ page: inout SlotPage, _ slots: inout [Slot], _ slot: Slot
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let (old, end) = page.stretch(at: index, limit: range.upperBound)
            #expect(slots[index..<end].allSatisfy { $0 == old })
            page.set(index..<end, to: slot, from: old)
            index = end
        }
        for index in range { slots[index] = slot }
    }

    private func compare(_ page: SlotPage, _ slots: [Slot]) {
        #expect(slots.indices.allSatisfy { page[$0] == slots[$0] })
        #expect(Int(page.settled) == slots.count { $0.isSettled })
        #expect(Int(page.ready) == slots.count { $0.isReady })
        for start in stride(from: 0, to: slots.count, by: 333) {
            #expect(page.firstReady(from: start) == slots[start...].firstIndex { $0.isReady })
        }
    }
}
