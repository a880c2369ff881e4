import Base
import LogFormat
import Testing

@testable import Broker

/// Messages that leave a queue without having been in anybody's hands.
struct RemovalTests {
    private static let now = Instant(milliseconds: 1)

    private func range(_ first: Int, _ limit: Int) -> Range<Offset> { .zero + first ..< .zero + limit }

    private func lease(_ first: Int, _ count: Int, in slots: inout SlotTable) {
        var receipts = NackReceipts()
        let run = SlotRun(first: .zero + first, count: UInt32(count), generation: 1)
        slots.lease(run, handle: 0, at: Self.now, receipts: &receipts)
    }

    @Test func `what was never handed out is passed over once it was removed`() {
        var slots = SlotTable()
        slots.remove(range(2, 5), doom: nil, at: Self.now)
        #expect((slots.next, slots.floor, slots.ahead) == (0, 0, 3))
        slots.remove(range(0, 2), doom: nil, at: Self.now)
        #expect((slots.next, slots.floor, slots.ahead) == (5, 5, 0))
    }

    @Test func `pages that were removed whole are kept as receipts only`() {
        var slots = SlotTable()
        slots.remove(range(0, 10_000), doom: nil, at: Self.now)
        #expect(slots.floor == 10_000)
        #expect(slots.pages.map(\.kind) == [.mixed, .mixed, .live])
        #expect(slots[Offset(5000).rawValue].state == .dropped)
    }

    @Test func `a delayed message that was removed does not fall due`() {
        var slots = SlotTable()
        slots.delay(first: 0, count: 2, until: Instant(milliseconds: 9))
        slots.remove(range(0, 1), doom: nil, at: Self.now)
        #expect(slots.waits.first?.offset == 1)
        #expect(slots.floor == 1)
    }

    @Test func `what is to be moved says why and is nobody's meanwhile`() {
        var slots = SlotTable()
        lease(0, 1, in: &slots)
        slots.remove(range(1, 3), doom: .outlived, at: Self.now)
        #expect(slots.doomed == [1, 2])
        #expect(slots[1].doom?.reason == .expired)
        #expect((slots.next, slots.floor) == (3, 0))
        slots.remove(range(2, 3), doom: nil, at: Self.now)
        #expect(slots.doomed == [1])
        slots.move(SlotRun(first: Offset(1), count: 1, generation: 0), at: Self.now)
        #expect(slots.doomed.isEmpty)
        #expect(slots[1].state == .dropped)
    }
}
