internal import Base
internal import CLinux
internal import Node
internal import Reactor

/// A node's time and threads in a running server: the event loops and the workers.
final class LoopScheduler: Scheduler {
    private let loops: [EventLoop]
    private let workers: WorkerPool

    init(loops: EventLoopGroup, workers: WorkerPool) {
        self.loops = loops.loops
        self.workers = workers
    }

    var loopCount: Int { loops.count }

    func wallClock() -> Instant { Instant(milliseconds: martlet_wall_clock()) }

    func monotonicNanoseconds() -> UInt64 { martlet_monotonic() }

    func post(loop: Int, _ job: @escaping @Sendable () -> Void) { loops[loop].post(job) }

    func post(loop: Int, after interval: Interval, _ job: @escaping @Sendable () -> Void) {
        let loop = loops[loop]
        loop.post {
            let alarm = Alarm()
            let timer = LoopTimer(on: loop) {
                // The timer keeps itself through the alarm until it has fired.
                alarm.timer = nil
                job()
            }
            alarm.timer = timer
            timer.set(loop.deadline(after: interval))
        }
    }

    func postToWorker(_ work: @escaping @Sendable () -> Void) { workers.post(work) }

    /// Keeps a timer that nobody else keeps.
    private final class Alarm {
        var timer: LoopTimer?
    }
}
