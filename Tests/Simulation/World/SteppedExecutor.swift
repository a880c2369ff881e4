/// Runs the tasks of one simulated loop as jobs of that loop.
final class SteppedExecutor: TaskExecutor {
    private let scheduler: SteppedScheduler
    private let loop: Int

    init(_ scheduler: SteppedScheduler, loop: Int) {
        self.scheduler = scheduler
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        scheduler.post(loop: loop) { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
