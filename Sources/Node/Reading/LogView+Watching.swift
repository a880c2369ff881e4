package import Base
internal import LogStore
internal import Synchronization

/// A reader that waits for a log to grow: woken once, on its loop.
struct Watcher: Sendable {
    let token: WatchToken
    /// Satisfied when the visible end lies beyond this offset.
    let from: Offset
    let loop: Int
    let wake: @Sendable () -> Void
}

/// Names a watch, to take it back.
package struct WatchToken: Hashable, Sendable {
    let value: UInt64
}

extension LogView {
    /// Asks for `wake` on loop `loop` once a message at `offset` or beyond is visible, or the log is gone.
    ///
    /// Called at most once; at once when it already is so. The loop's own job order applies: `wake` never runs
    /// inside this call.
    package func watch(
        from offset: Offset, loop: Int, wake: @escaping @Sendable () -> Void
    ) -> WatchToken {
        let token = WatchToken(value: nextWatch.add(1, ordering: .relaxed).newValue)
        watchers.withLock {
            $0.append(Watcher(token: token, from: offset, loop: loop, wake: wake))
            watcherCount.store($0.count, ordering: .sequentiallyConsistent)
        }
        // An append that looked at the count before it was set left no wake behind: look again.
        if isClosed || visibleEnd > offset {
            if unwatch(token) { wakes.post(wake, loop: loop) }
        } else if tail.end > offset {
            wakes.add(.watchers(self), at: shard.appliedNow())
            wakes.fireIfDue(shard.durable)
        }
        return token
    }

    /// Takes a watch back. Returns whether it was still waiting.
    @discardableResult
    package func unwatch(_ token: WatchToken) -> Bool {
        watchers.withLock { waiting in
            guard let index = waiting.firstIndex(where: { $0.token == token }) else { return false }
            waiting.remove(at: index)
            watcherCount.store(waiting.count, ordering: .sequentiallyConsistent)
            return true
        }
    }

    /// The watchers that see something new now; they are waiting no longer.
    func takeSatisfiedWatchers() -> [Watcher] {
        let end = visibleEnd
        let closed = isClosed
        return watchers.withLock { waiting in
            guard !waiting.isEmpty else { return [] }
            let satisfied = waiting.filter { closed || $0.from < end }
            if !satisfied.isEmpty {
                waiting.removeAll { closed || $0.from < end }
                watcherCount.store(waiting.count, ordering: .sequentiallyConsistent)
            }
            return satisfied
        }
    }
}
