import Synchronization

/// A bounded cache that any thread may use; no lock is held for longer than a look.
final class SharedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let cache: Mutex<BoundedCache<Key, Value>>
    private let hits = Atomic<Int>(0)
    private let misses = Atomic<Int>(0)

    init(costMax: Int) { cache = Mutex(BoundedCache(costMax: costMax)) }

    func find(_ key: Key) -> Value? {
        let found = cache.withLock { $0.find(key) }
        if found != nil { hits.add(1, ordering: .relaxed) }
        return found
    }

    func insert(_ key: Key, _ value: Value, cost: Int) {
        misses.add(1, ordering: .relaxed)
        cache.withLock { $0.insert(key, value, cost: cost) }
        // What goes is let go of here, outside the lock.
        while let dropped = cache.withLock({ $0.popExcess() }) { _ = dropped }
    }

    func remove(_ key: Key) {
        let dropped = cache.withLock { $0.remove(key) }
        _ = dropped
    }

    var counters: CacheCounters {
        let (cost, count) = cache.withLock { ($0.cost, $0.count) }
        return CacheCounters(
            hits: hits.load(ordering: .relaxed), misses: misses.load(ordering: .relaxed), count: count,
            cost: cost)
    }
}

/// What a cache did so far and what it holds.
package struct CacheCounters: Equatable, Sendable {
    /// Looks that found something.
    package var hits: Int
    /// Values that had to be brought from the disk.
    package var misses: Int
    /// Values held.
    package var count: Int
    /// Bytes held, or files.
    package var cost: Int
}
