package import Base
internal import Broker
internal import LogStore
internal import Synchronization

/// A log as readers see it: what is durable, in order, and a way to wait for more. Any thread may use it.
package final class LogView: Sendable {
    package let id: LogID
    /// Number of the topic's partition, or nil for a queue's log.
    package let partition: Int?
    /// The name of its topic or queue.
    package let owner: String
    /// What it is, for people: `topic orders/3 of default`.
    let name: String
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
    /// Where reads of the history ended lately.
    let readAhead = ReadAhead()
    /// When some of its messages were appended.
    let times = LogTimes()
    private let closed = Atomic<Bool>(false)

    init(
        id: LogID, partition: Int?, owner: String = "", name: String, shard: Shard, tail: Tail?,
        history: History?,
        start: Offset = .zero
    ) {
        self.id = id
        self.owner = owner
        self.name = name
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

    /// Suspends until everything before `offset` is visible; it must be applied already.
    package func visible(upTo offset: Offset) async {
        while visibleEnd < offset, !isClosed {
            unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                _ = watch(from: offset + -1, loop: 0) { unsafe continuation.resume() }
            }
        }
    }
}
