/// Threads for work that blocks or takes long: cold reads, files, compression. Never a loop's work.
package final class WorkerPool: @unchecked Sendable {
    private let queue: Queue
    private var threads: [Thread] = []

    /// Starts `threads` workers.
    package init(threads count: Int, name: String = "worker") throws(ReactorError) {
        let queue = Queue()
        self.queue = queue
        for index in 0..<count {
            threads.append(
                try Thread(name: "\(name) \(index)") {
                    while let work = queue.next() { work() }
                })
        }
    }

    /// Runs `work` on a worker, some time.
    package func post(_ work: @escaping @Sendable () -> Void) { queue.add(work) }

    /// Runs `work` on a worker and comes back to the caller's loop with what it gave or threw.
    package func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let outcome: Result<Value, Failure> = await suspend { continuation in
            post {
                let outcome: Result<Value, Failure>
                do throws(Failure) { outcome = .success(try work()) } catch { outcome = .failure(error) }
                continuation.resume(returning: outcome)
            }
        }
        return try outcome.get()
    }

    /// Ends the workers after everything posted so far, and waits for them.
    package func stop() {
        queue.close()
        for thread in threads { thread.join() }
    }
}
