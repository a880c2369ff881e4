import Base
import Simulation
import Testing

@testable import Node

@Suite
struct WakesTests {
    private let scheduler = SteppedScheduler(loops: 2, wall: Instant(milliseconds: 0), monotonic: 0)
    private let released = Counter()
    private let wakes: Wakes

    init() {
        wakes = Wakes(scheduler: scheduler) { [released] _ in released.add() }
    }

    private func turn() {
        for loop in 0..<2 { while scheduler.stepLoop(loop) {} }
    }

    @Test func `what is due runs on its loop, the rest waits`() {
        let (first, second) = (Counter(), Counter())
        wakes.add(.call(loop: 1) { first.add() }, at: JournalSequence(5))
        wakes.add(.call(loop: 1) { second.add() }, at: JournalSequence(6))
        wakes.fire(upTo: JournalSequence(5))
        #expect(first.count == 0)
        _ = scheduler.stepLoop(0)
        #expect(first.count == 0)
        _ = scheduler.stepLoop(1)
        #expect(first.count == 1)
        #expect(second.count == 0)
        wakes.fire(upTo: JournalSequence(6))
        turn()
        #expect(second.count == 1)
        #expect(first.count == 1)
    }

    @Test func `each advance tells every loop once, with one job`() {
        for _ in 0..<10 { wakes.add(.call(loop: 0) {}, at: JournalSequence(1)) }
        wakes.fire(upTo: JournalSequence(1))
        #expect(scheduler.stepLoop(0))
        #expect(!scheduler.stepLoop(0))
        turn()
        #expect(released.count == 2)
    }

    @Test func `firing what is not due posts nothing`() {
        let mark = Watermark(JournalSequence(4))
        wakes.add(.call(loop: 0) {}, at: JournalSequence(5))
        wakes.fireIfDue(mark)
        #expect(!scheduler.stepLoop(0))
        mark.advance(to: JournalSequence(5))
        wakes.fireIfDue(mark)
        #expect(scheduler.stepLoop(0))
    }
}
