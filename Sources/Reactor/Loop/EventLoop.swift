package import Base
internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread that waits for descriptors, timers and posted work, and runs the tasks that live on it.
///
/// It is both executors of its tasks: a task must be isolated to the loop's `LoopDomain` *and* prefer this
/// executor, else every resumption takes a detour over two threads (see `LoopDomain.start`).
/// Everything but `post`, `enqueue`, `isCurrent`, `index` and the counters may be touched on its thread only.
@safe
package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    /// Its number in the group, counting from 0.
    package let index: Int
    /// The monotonic clock, read once a turn.
    package var now: Deadline { turnTime }
    /// Buffers that its connections share.
    package let buffers = BufferPool()

    var timers = TimerHeap()

    // Private, so that the compiler sees all accesses and need not check them at run time.
    private var turnTime: Deadline
    private let epoll: Int32
    private let wakeDescriptor: Int32
    private let inbox = Mutex(Inbox())
    private var jobs = JobQueue()
    private var retired: [Unmanaged<EventSource>] = unsafe []
    private var turnEnds: [() -> Void] = []
    private var yielding: [Continuation<Void>] = []
    private var isRunning = true
    private let outsideEnqueues = Atomic<Int>(0)

    package init(index: Int) throws(ReactorError) {
        self.index = index
        turnTime = Deadline(nanoseconds: martlet_monotonic())
        epoll = martlet_epoll_create()
        guard epoll >= 0 else { throw .system(call: "epoll_create1", code: errno) }
        wakeDescriptor = martlet_eventfd()
        guard wakeDescriptor >= 0 else { throw .system(call: "eventfd", code: errno) }
        // Edge-triggered, so nobody has to read the counter back; tag 0 is no source.
        let events: Readiness = [.readable, .edgeTriggered]
        guard martlet_epoll_add(epoll, wakeDescriptor, events.rawValue, 0) == 0 else {
            throw .system(call: "epoll_ctl", code: errno)
        }
    }

    deinit {
        close(wakeDescriptor)
        close(epoll)
    }

    // MARK: from any thread

    /// Runs `work` on the loop, soon; the loop is woken once for a burst of calls.
    package func post(_ work: @escaping @Sendable () -> Void) {
        let mustWake = inbox.withLock { inbox in
            inbox.posts.append(work)
            return inbox.takeSleep()
        }
        if mustWake { martlet_eventfd_signal(wakeDescriptor) }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            jobs.append(job)
            return
        }
        outsideEnqueues.add(1, ordering: .relaxed)
        let mustWake = inbox.withLock { inbox in
            inbox.jobs.append(job)
            return inbox.takeSleep()
        }
        if mustWake { martlet_eventfd_signal(wakeDescriptor) }
    }

    /// Whether the calling thread is this loop's.
    package var isCurrent: Bool {
        unsafe martlet_current_loop() == Unmanaged.passUnretained(self).toOpaque()
    }

    /// The loop whose thread this is.
    package static var current: EventLoop? {
        guard let pointer = unsafe martlet_current_loop() else { return nil }
        return unsafe Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Continuations and hops that came from another thread: those of work inside one loop stay at none.
    package var enqueuedFromOutside: Int { outsideEnqueues.load(ordering: .relaxed) }

    package func isIsolatingCurrentContext() -> Bool? { isCurrent }

    package func checkIsolated() { precondition(isCurrent, "not on loop \(index)") }

    // MARK: on the loop

    /// `after` from this turn's time.
    package func deadline(after interval: Interval) -> Deadline { now + interval }

    /// Watches `source` for reading, writing and the peer's leaving, and keeps it.
    package func watch(_ source: EventSource) throws(ReactorError) {
        let events: Readiness = [.readable, .writable, .peerFinished, .edgeTriggered]
        let kept = unsafe Unmanaged.passRetained(source)
        let tag = unsafe UInt64(UInt(bitPattern: kept.toOpaque()))
        guard martlet_epoll_add(epoll, source.descriptor, events.rawValue, tag) == 0 else {
            let code = errno
            unsafe kept.release()
            throw .system(call: "epoll_ctl", code: code)
        }
    }

    /// Closes a watched source's descriptor; it is let go at the end of the turn and hears nothing more.
    package func retire(_ source: EventSource) {
        guard !source.isRetired else { return }
        source.markRetired()
        close(source.descriptor)
        unsafe retired.append(Unmanaged.passUnretained(source))
    }

    /// Whether work of this turn has kept the loop from its sockets for over a millisecond.
    package var isLate: Bool { martlet_monotonic() &- now.nanoseconds > 1_000_000 }

    /// Suspends the calling task until the sockets have been looked at once more.
    package func nextTurn() async { await suspend { yielding.append($0) } }

    /// Calls `action` at the end of every turn from now on, before the loop waits again.
    package func atEndOfTurn(_ action: @escaping () -> Void) { turnEnds.append(action) }

    /// Ends `run` after this turn.
    func finish() { isRunning = false }

    /// The body of the loop's thread.
    func run() {
        unsafe martlet_set_current_loop(Unmanaged.passUnretained(self).toOpaque())
        defer { martlet_set_current_loop(nil) }
        unsafe withUnsafeTemporaryAllocation(of: martlet_ready.self, capacity: 512) { ready in
            while isRunning { unsafe turn(ready) }
            // They hold what holds the loop.
            turnEnds.removeAll()
        }
    }

    private func turn(_ ready: UnsafeMutableBufferPointer<martlet_ready>) {
        let timeout = timeToWait()
        let found = unsafe martlet_epoll_wait(epoll, ready.baseAddress, Int32(ready.count), timeout)
        turnTime = Deadline(nanoseconds: martlet_monotonic())
        if found > 0 {
            for index in 0..<Int(found) { unsafe dispatch(ready[index]) }
        }
        takeInbox()
        for waiting in yielding { waiting.resume(returning: ()) }
        yielding.removeAll(keepingCapacity: true)
        while let timer = timers.nextDue(at: now) { timer.fire() }
        runJobs()
        for action in turnEnds { action() }
        while let source = unsafe retired.popLast() { unsafe source.release() }
    }

    private func dispatch(_ ready: martlet_ready) {
        guard let pointer = unsafe UnsafeRawPointer(bitPattern: UInt(ready.tag)) else { return }
        let source = unsafe Unmanaged<EventSource>.fromOpaque(pointer)
        unsafe source._withUnsafeGuaranteedRef { source in
            if !source.isRetired { source.ready(Readiness(rawValue: ready.events)) }
        }
    }

    private func runJobs() {
        let serial = unsafe asUnownedSerialExecutor()
        let preferred = unsafe asUnownedTaskExecutor()
        for _ in 0..<JobQueue.roundsMax where !jobs.isEmpty {
            let round = jobs.takeRound()
            for job in round {
                unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: preferred)
            }
            jobs.done(round)
        }
    }

    /// Milliseconds for epoll_wait; tells posters to wake us when they are not 0.
    private func timeToWait() -> Int32 {
        guard jobs.isEmpty, yielding.isEmpty else { return 0 }
        let next = timers.earliest
        if next <= now { return 0 }
        guard inbox.withLock({ $0.fallAsleep() }) else { return 0 }
        if next == .never { return -1 }
        // Rounded up, or the loop would spin through the last millisecond.
        let span = (next.nanoseconds - now.nanoseconds + 999_999) / 1_000_000
        return Int32(min(span, 3_600_000))
    }

    private func takeInbox() {
        var taken = inbox.withLock { $0.takeAll() }
        for job in taken.jobs { jobs.append(job) }
        for work in taken.posts { work() }
        taken.empty()
        inbox.withLock { $0.giveBack(&taken) }
    }
}
