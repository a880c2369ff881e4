/// The isolation of everything that lives on one loop: connections, exchanges, timers, buffers.
package actor LoopDomain {
    package nonisolated let loop: EventLoop

    package init(loop: EventLoop) { self.loop = loop }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Starts a task that is isolated to this domain and prefers its loop.
    ///
    /// Both halves are needed: without the preference a resumed continuation travels over the global pool and
    /// back (20 µs instead of 0.3). `Task {}` inherits the isolation but not the preference.
    @discardableResult
    package nonisolated func start(
        _ body: @escaping @Sendable (isolated LoopDomain) async -> Void
    ) -> Task<Void, Never> {
        Task(executorPreference: loop) { await body(self) }
    }
}
