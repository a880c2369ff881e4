package import Base
internal import Broker
package import LogFormat
internal import LogStore

extension LogView {
    /// Visits, in order, the runs that hold messages in `from ..< end`, at most as far as is visible.
    ///
    /// A run is valid during its visit only; the first may begin before `from`. Ends when `visit` returns
    /// false or once `bytesMax` bytes were visited. Suspends only for bytes that are not in memory. Returns
    /// where to go on: the end of the last visited run, or of the range when nothing more is in it.
    package func read(
        from: Offset, upTo end: Offset? = nil, bytesMax: Int, visit: (MessageRun) -> Bool
    ) async throws(Refused) -> Offset {
        guard from >= earliest else { throw Refused(.belowRetention(earliest: earliest)) }
        let visible = visibleEnd
        var walk = LogWalk(next: from, limit: min(end ?? visible, visible), budget: bytesMax)
        while walk.isGoingOn {
            if walk.next < tail.start {
                try await readHistory(&walk, visit)
            } else {
                try await readTail(&walk, visit)
            }
        }
        return walk.next
    }

    /// The first visible message that was appended at `time` or later, or `visibleEnd` when there is none.
    package func offset(at time: Instant) async throws(Refused) -> Offset {
        while true {
            let start = tail.start
            let found = try await search(for: time)
            // What the tail forgot meanwhile, the history may not have had when it was searched.
            if tail.start > start { continue }
            guard let found else { throw refusal(.trimmed) }
            return found
        }
    }

    /// Looks once through history and tail; nil when the journal no longer has what the tail names.
    private func search(for time: Instant) async throws(Refused) -> Offset? {
        var blocks = LoadedBlocks.none
        search: while history.end > .zero {
            switch history.offset(at: time, loaded: blocks, in: shard.files) {
            case .found(let offset): return min(max(offset, earliest), visibleEnd)
            case .behind: break search
            case .cold(let stretch): blocks = try await load(stretch)
            }
        }
        var chunks = LoadedChunks.none
        while true {
            let result: TailSearch
            do { result = try tail.offset(at: time, loaded: chunks) } catch { throw refusal(error) }
            switch result {
            case .found(let offset): return max(offset, earliest)
            case .cold(let stretch):
                guard let loaded = try await load(stretch) else { return nil }
                chunks = loaded
            }
        }
    }

    // MARK: the two parts

    private func readHistory(_ walk: inout LogWalk, _ visit: (MessageRun) -> Bool) async throws(Refused) {
        let start = earliest
        guard walk.next >= start else { throw Refused(.belowRetention(earliest: start)) }
        let from = walk.next
        let result: HistoryRead
        do throws(LogStoreError) {
            result = try history.read(
                from: from, upTo: walk.limit, bytesMax: walk.budget, loaded: walk.blocks, in: shard.files
            ) { lines in walk.visited(lines.bytes.count, visit(.stored(lines))) }
        } catch { throw refusal(error) }
        switch result {
        case .done(let next):
            // What should be here is gone, as messages of a queue are once they are settled.
            walk.next = next > from || walk.isOver ? next : min(walk.limit, max(from, tail.start))
            readAhead(of: from, to: walk.next)
        case .cold(let next, let stretch):
            walk.next = next
            walk.blocks = try await load(stretch)
        }
    }

    private func readTail(_ walk: inout LogWalk, _ visit: (MessageRun) -> Bool) async throws(Refused) {
        let result: TailRead
        do throws(LogStoreError) {
            result = try tail.read(
                from: walk.next, upTo: walk.limit, bytesMax: walk.budget, loaded: walk.chunks
            ) { view in walk.visited(view.body.count, visit(.appended(view))) }
        } catch { throw refusal(error) }
        switch result {
        case .done(let next):
            walk.next = next
            walk.isOver = true
        case .forgotten(let next): walk.next = next
        case .cold(let next, let stretch):
            walk.next = next
            // Forgotten while it was on its way: the history has it by now.
            if let chunks = try await load(stretch) {
                walk.chunks = chunks
            } else if next >= tail.start {
                throw refusal(.trimmed)
            }
        }
    }

    // MARK: on a worker

    /// Brings bytes back from the journal; nil when it was trimmed beyond them.
    private func load(_ stretch: ColdStretch) async throws(Refused) -> LoadedChunks? {
        do throws(LogStoreError) {
            return try await onWorker { [tail] () throws(LogStoreError) in try tail.load(stretch) }
        } catch {
            if case .trimmed = error { return nil }
            throw refusal(error)
        }
    }

    /// Brings blocks of the history.
    private func load(_ stretch: HistoryStretch) async throws(Refused) -> LoadedBlocks {
        do throws(LogStoreError) {
            return try await onWorker { [history, readAhead, files = shard.files] () throws(LogStoreError) in
                try readAhead.taking { () throws(LogStoreError) in try history.load(stretch, in: files) }
            }
        } catch { throw refusal(error) }
    }

    /// Runs `work` on a worker and comes back to the caller's loop with what it gave or threw.
    func onWorker<Value: Sendable>(
        _ work: @escaping @Sendable () throws(LogStoreError) -> Value
    ) async throws(LogStoreError) -> Value {
        let result = unsafe await withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Value, LogStoreError>, Never>) in
            shard.scheduler.postToWorker {
                do throws(LogStoreError) {
                    unsafe continuation.resume(returning: .success(try work()))
                } catch {
                    unsafe continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    func refusal(_ error: LogStoreError) -> Refused {
        // What a deleted topic or queue had goes under its readers.
        if isClosed { return Refused(.stale) }
        if case .trimmed = error { return Refused(.belowRetention(earliest: earliest)) }
        return Refused(.unreadable)
    }

    /// Has the next blocks brought for a reader who goes on where another read ended.
    private func readAhead(of from: Offset, to next: Offset) {
        guard readAhead.isSequential(from, to: next) else { return }
        let files = shard.files
        guard let stretch = history.stretch(ahead: next, bytes: Limits.readAheadBytes, in: files),
            readAhead.begin()
        else { return }
        shard.scheduler.postToWorker { [history, readAhead] in
            // Whoever needs it finds out what is wrong.
            readAhead.taking { _ = try? history.load(stretch, in: files) }
            readAhead.end()
        }
    }
}

/// How far a read has come.
struct LogWalk {
    var next: Offset
    let limit: Offset
    var budget: Int
    var isOver = false
    var chunks = LoadedChunks.none
    var blocks = LoadedBlocks.none

    init(next: Offset, limit: Offset, budget: Int) {
        self.next = next
        self.limit = limit
        self.budget = budget
    }

    var isGoingOn: Bool { next < limit && budget > 0 && !isOver }

    /// Notes that so many bytes were visited, and whether the visitor wants more.
    mutating func visited(_ bytes: Int, _ wantsMore: Bool) -> Bool {
        budget -= bytes
        if !wantsMore { isOver = true }
        return wantsMore
    }
}
