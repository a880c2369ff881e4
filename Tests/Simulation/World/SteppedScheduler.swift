package import Base
import Node
import Synchronization

/// Loops, timers, workers and clocks of a simulated machine: everything waits until somebody steps it.
///
/// One thread uses it. Jobs of one loop keep their order; loops, workers and time are stepped as a seed wants.
package final class SteppedScheduler: Scheduler {
    private struct Timer {
        let due: UInt64
        let loop: Int
        let job: @Sendable () -> Void
    }

    private struct State {
        var wall: Instant
        var monotonic: UInt64
        var loops: [[@Sendable () -> Void]]
        var timers: [Timer] = []
        var workers: [@Sendable () -> Void] = []
        /// Set when the machine is dead: its timers never ring.
        var isDead = false
    }

    package let loopCount: Int
    private let state: Mutex<State>

    package init(loops: Int, wall: Instant, monotonic: UInt64) {
        loopCount = loops
        state = Mutex(
            State(wall: wall, monotonic: monotonic, loops: Array(repeating: [], count: loops)))
    }

    // MARK: what the node asks

    package func wallClock() -> Instant { state.withLock { $0.wall } }

    package func monotonicNanoseconds() -> UInt64 { state.withLock { $0.monotonic } }

    package func post(loop: Int, _ job: @escaping @Sendable () -> Void) {
        state.withLock { $0.loops[loop].append(job) }
    }

    package func post(loop: Int, after interval: Interval, _ job: @escaping @Sendable () -> Void) {
        state.withLock { state in
            let due = state.monotonic + UInt64(max(0, interval.milliseconds)) * 1_000_000
            if !state.isDead { state.timers.append(Timer(due: due, loop: loop, job: job)) }
        }
    }

    package func postToWorker(_ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.workers.append(work) }
    }

    // MARK: what the simulation steps

    /// Lets time pass on both clocks; timers that are due move to their loops, earliest first.
    package func pass(nanoseconds: UInt64) {
        state.withLock { state in
            let before = state.monotonic / 1_000_000
            state.monotonic += nanoseconds
            let elapsed = state.monotonic / 1_000_000 - before
            state.wall = state.wall + Interval(milliseconds: Int64(elapsed))
            while let next = state.timers.indices.min(by: { state.timers[$0].due < state.timers[$1].due }),
                state.timers[next].due <= state.monotonic
            {
                let timer = state.timers.remove(at: next)
                state.loops[timer.loop].append(timer.job)
            }
        }
    }

    /// Sets the wall clock forth or back; the other one goes on.
    package func jumpWall(by interval: Interval) { state.withLock { $0.wall = $0.wall + interval } }

    /// Runs the first job of a loop; false when there is none.
    package func stepLoop(_ loop: Int) -> Bool {
        let job = state.withLock { $0.loops[loop].isEmpty ? nil : $0.loops[loop].removeFirst() }
        job?()
        return job != nil
    }

    /// Runs one of the pieces of work, chosen by `pick`; false when there is none.
    package func stepWorker(_ pick: UInt64) -> Bool {
        let work = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.workers.isEmpty else { return nil }
            return state.workers.remove(at: Int(pick % UInt64(state.workers.count)))
        }
        work?()
        return work != nil
    }

    /// Nanoseconds until the next timer; nil when there is none.
    package var untilTimer: UInt64? {
        state.withLock { state in
            state.timers.map(\.due).min().map { $0 > state.monotonic ? $0 - state.monotonic : 0 }
        }
    }

    /// Drops all timers, now and to come: what is left runs to its end and nothing new begins.
    package func die() {
        state.withLock { state in
            state.isDead = true
            state.timers = []
        }
    }
}
