/// Why a wait ended.
package enum Wake: Sendable {
    /// What was waited for has come.
    case signalled
    /// The time is over.
    case deadline
    /// The client has left, or sends no more.
    case clientGone
    /// The server is stopping.
    case stopping
}

/// One wait of one task with one winner: whoever signals first decides, later signals are ignored.
///
/// Lives on its loop: `wait` and `signal` are called there only; it is Sendable so that a wake-up closure may
/// carry it to its loop. A new one is made for every wait, so that a late signal never meets the next wait.
package final class Waiter: @unchecked Sendable {
    package let loop: EventLoop
    /// What won, nil until then.
    package private(set) var outcome: Wake?
    private var continuation: Continuation<Wake>?
    private var timer: LoopTimer?

    package init(on loop: EventLoop) { self.loop = loop }

    /// Ends the wait, unless it has ended already; may come before `wait`.
    package func signal(_ wake: Wake = .signalled) {
        guard outcome == nil else { return }
        assert(loop.isCurrent)
        outcome = wake
        timer?.remove()
        timer = nil
        let waiting = continuation
        continuation = nil
        waiting?.resume(returning: wake)
    }

    /// Suspends until the first signal or the deadline; once only.
    package func wait(until deadline: Deadline? = nil) async -> Wake {
        if let outcome { return outcome }
        if let deadline, deadline != .never {
            let timer = LoopTimer(on: loop) { [unowned self] in signal(.deadline) }
            self.timer = timer
            timer.set(deadline)
        }
        return await suspend { continuation = $0 }
    }
}
