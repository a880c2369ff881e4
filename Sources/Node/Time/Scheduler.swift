package import Base

/// Where a node's time and threads come from: the event loops in a server, a seeded stepper in a simulation.
package protocol Scheduler: Sendable {
    /// Number of event loops; loop indices run from 0.
    var loopCount: Int { get }

    /// The system's idea of the time of day; may jump either way.
    func wallClock() -> Instant

    /// Nanoseconds that only grow, from an arbitrary start.
    func monotonicNanoseconds() -> UInt64

    /// Runs `job` on a loop's thread, soon; jobs posted by one thread to one loop keep their order.
    func post(loop: Int, _ job: @escaping @Sendable () -> Void)

    /// Runs `job` on a loop's thread after `interval`.
    func post(loop: Int, after interval: Interval, _ job: @escaping @Sendable () -> Void)

    /// Runs blocking work off the loops.
    func postToWorker(_ work: @escaping @Sendable () -> Void)
}
