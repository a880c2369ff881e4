import Base
import Testing

@testable import Reactor

@Suite struct TimerTests {
    private func makeLoop() throws -> EventLoop { try EventLoop(index: 0) }

    /// Fires what is due at `now` and gives the names in order.
    private func fire(_ loop: EventLoop, at now: UInt64) -> Int {
        var fired = 0
        while let timer = loop.timers.nextDue(at: Deadline(nanoseconds: now)) {
            timer.fire()
            fired += 1
        }
        return fired
    }

    @Test func `timers fire in the order of their deadlines`() throws {
        let loop = try makeLoop()
        var order: [Int] = []
        // 137 and 501 have no common divisor, so this is each number once.
        let numbers = (1...500).map { $0 * 137 % 501 }
        let timers = numbers.map { number in (number, LoopTimer(on: loop) { order.append(number) }) }
        for (number, timer) in timers { timer.set(Deadline(nanoseconds: UInt64(number))) }
        #expect(fire(loop, at: 250) == 250)
        #expect(order == Array(1...250))
        #expect(fire(loop, at: 1000) == 250)
        #expect(order == Array(1...500))
        #expect(loop.timers.count == 0)
    }

    @Test func `a timer set later fires then and not before`() throws {
        let loop = try makeLoop()
        var fired = 0
        let timer = LoopTimer(on: loop) { fired += 1 }
        timer.set(Deadline(nanoseconds: 10))
        timer.set(Deadline(nanoseconds: 30))
        #expect(loop.timers.earliest == Deadline(nanoseconds: 10))
        #expect(fire(loop, at: 20) == 0)
        #expect(loop.timers.earliest == Deadline(nanoseconds: 30))
        #expect(fire(loop, at: 30) == 1)
        #expect(fired == 1)
    }

    @Test func `a timer set earlier moves up`() throws {
        let loop = try makeLoop()
        let others = (1...50).map { number in
            let timer = LoopTimer(on: loop) {}
            timer.set(Deadline(nanoseconds: UInt64(100 + number)))
            return timer
        }
        var fired = false
        let timer = LoopTimer(on: loop) { fired = true }
        timer.set(Deadline(nanoseconds: 1000))
        timer.set(Deadline(nanoseconds: 5))
        #expect(fire(loop, at: 5) == 1)
        #expect(fired)
        #expect(loop.timers.count == others.count)
    }

    @Test func `a cleared or removed timer does not fire`() throws {
        let loop = try makeLoop()
        let cleared = LoopTimer(on: loop) { Issue.record("cleared, but fired") }
        let removed = LoopTimer(on: loop) { Issue.record("removed, but fired") }
        cleared.set(Deadline(nanoseconds: 5))
        removed.set(Deadline(nanoseconds: 5))
        cleared.clear()
        removed.remove()
        #expect(loop.timers.count == 1)
        #expect(fire(loop, at: 100) == 0)
        #expect(loop.timers.count == 0)
    }

    @Test func `random settings agree with a sorted list`() throws {
        let loop = try makeLoop()
        var state: UInt64 = 42
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var fired: [Int] = []
        let timers = (0..<40).map { index in LoopTimer(on: loop) { fired.append(index) } }
        var oracle = [UInt64?](repeating: nil, count: 40)
        var now: UInt64 = 0
        for _ in 0..<5000 {
            let index = Int(random(40))
            switch random(4) {
            case 0:
                timers[index].remove()
                oracle[index] = nil
            case 1:
                now += random(30)
                fired = []
                _ = fire(loop, at: now)
                let due = oracle.indices.filter { oracle[$0].map { $0 <= now } ?? false }
                #expect(fired.sorted() == due)
                for index in due { oracle[index] = nil }
            default:
                let deadline = now + 1 + random(200)
                timers[index].set(Deadline(nanoseconds: deadline))
                oracle[index] = deadline
            }
        }
    }
}
