package import Base
internal import Broker
package import LogFormat
internal import LogStore
internal import Synchronization

/// A log as readers see it: what is durable, in order, and a way to wait for more. Any thread may use it.
package final class LogView: Sendable {
    package let id: LogID
    /// Number of the topic's partition, or nil for a queue's log.
    package let partition: Int?
    /// The part of it that lies in the journal.
    let tail: Tail
    /// What checkpoints took out of the journal; ends where the tail begins, or behind that.
    let history: History
    let start: LogStart
    /// What is known of its keys, while its topic is compacted.
    private let keysKept = Mutex<LogKeys?>(nil)
    unowned let shard: Shard
    let watchers = Mutex<[Watcher]>([])
    let watcherCount = Atomic<Int>(0)
    let nextWatch = Atomic<UInt64>(0)
    private let closed = Atomic<Bool>(false)

    init(
        id: LogID, partition: Int?, shard: Shard, tail: Tail?, history: History?, start: Offset = .zero
    ) {
        self.id = id
        self.partition = partition
        let history = history ?? History(log: id)
        self.history = history
        self.tail = tail ?? Tail(log: id, start: history.end, chunks: shard.chunks)
        self.shard = shard
        self.start = LogStart(start)
    }

    /// Offset of the first message that is kept; zero for a queue's log, where the broker knows it.
    package var earliest: Offset { start.current(durable: shard.durable.current) }

    /// Offset behind the last durable message: the next one that a reader will see.
    package var visibleEnd: Offset { tail.visibleEnd }

    /// What is known of its keys; nil while its topic is not compacted. Changed under the shard lock.
    var keys: LogKeys? {
        get { keysKept.withLock { $0 } }
        set { keysKept.withLock { $0 = newValue } }
    }

    /// Whether its topic or queue is gone.
    package var isClosed: Bool { closed.load(ordering: .sequentiallyConsistent) }

    func close() { closed.store(true, ordering: .sequentiallyConsistent) }

    var wakes: Wakes { shard.wakes }

    var hasWatchers: Bool { watcherCount.load(ordering: .sequentiallyConsistent) > 0 }

    /// Visits, in order, the runs that hold messages in `from ..< end`, at most as far as is visible.
    ///
    /// A run is valid during its visit only; the first may begin before `from`. Ends when `visit` returns
    /// false or once `bytesMax` bytes were visited. Suspends only for bytes that are not in memory.
    /// Returns where the last visited run ends, or `from`.
    package func read(
        from: Offset, upTo end: Offset? = nil, bytesMax: Int, visit: (MessageRun) -> Bool
    ) async throws(Refused) -> Offset {
        guard from >= earliest else { throw Refused(.belowRetention(earliest: earliest)) }
        let visible = visibleEnd
        let limit = min(end ?? visible, visible)
        var loaded = LoadedChunks.none
        var next = from
        var budget = bytesMax
        while true {
            let result: TailRead
            do {
                result = try tail.read(
                    from: next, upTo: limit, bytesMax: budget, loaded: loaded
                ) { view in
                    budget -= view.body.count
                    return visit(.appended(view))
                }
            } catch { throw refusal(error) }
            switch result {
            case .done(let behind): return behind
            case .forgotten: throw Refused(.belowRetention(earliest: earliest))
            case .cold(let behind, let stretch):
                next = behind
                loaded = try await load(stretch)
            }
        }
    }

    /// The first visible message that was appended at `time` or later, or `visibleEnd` when there is none.
    package func offset(at time: Instant) async throws(Refused) -> Offset {
        var loaded = LoadedChunks.none
        while true {
            let result: TailSearch
            do { result = try tail.offset(at: time, loaded: loaded) } catch { throw refusal(error) }
            switch result {
            case .found(let offset): return offset
            case .cold(let stretch): loaded = try await load(stretch)
            }
        }
    }

    /// Suspends until everything before `offset` is visible; it must be applied already.
    package func visible(upTo offset: Offset) async {
        while visibleEnd < offset, !isClosed {
            unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                _ = watch(from: offset + -1, loop: 0) { unsafe continuation.resume() }
            }
        }
    }

    /// Brings bytes back from the journal, on a worker.
    private func load(_ stretch: ColdStretch) async throws(Refused) -> LoadedChunks {
        let result = unsafe await withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<LoadedChunks, LogStoreError>, Never>) in
            shard.scheduler.postToWorker { [tail] in
                do throws(LogStoreError) {
                    unsafe continuation.resume(returning: .success(try tail.load(stretch)))
                } catch {
                    unsafe continuation.resume(returning: .failure(error))
                }
            }
        }
        switch result {
        case .success(let loaded): return loaded
        case .failure(let error): throw refusal(error)
        }
    }

    private func refusal(_ error: LogStoreError) -> Refused {
        if case .trimmed = error { return Refused(.belowRetention(earliest: earliest)) }
        return Refused(.unreadable)
    }
}
