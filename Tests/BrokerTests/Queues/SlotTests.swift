import LogFormat
import Testing

@testable import Broker

struct SlotTests {
    @Test func `a slot takes eight bytes`() { #expect(MemoryLayout<Slot>.size == 8) }

    @Test func `a slot holds each field to its highest value`() {
        let slot = Slot(.leased, generation: SlotRun.generationMax, failures: 1023, run: (1 << 28) - 1)
        #expect(slot.state == .leased)
        #expect(slot.generation == SlotRun.generationMax)
        #expect(slot.failures == 1023)
        #expect(slot.run == (1 << 28) - 1)
        #expect(slot.failuresPlusOne == 1023)
    }

    @Test func `a slot of zeros was never handed out`() {
        let slot = Slot(word: 0)
        #expect(slot.state == .fresh)
        #expect(!slot.isReady && !slot.isSettled)
    }
}
