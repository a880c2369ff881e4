internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Some logs of a shard, and the id to go on with.
struct LogSlice: Sendable {
    let logs: [LogView]
    let next: LogID?
}

/// Some of the broker's entities as records.
struct EntitySlice: Sendable {
    let records: [UInt8]
    let next: SnapshotCursor?
    /// The last frame they may know of, and the time of it.
    let applied: JournalSequence
    let now: Instant
}

/// Which messages of some queues are not settled.
struct SiftSlice: Sendable {
    /// For each queue asked about, as far as it goes: ranges that stay.
    let kept: [[Range<Offset>]]
    /// For each of those its first message that is not settled; nil when it is gone.
    let floors: [Offset?]
    /// How far the last one has come, when it was not done.
    let next: Offset?
    let applied: JournalSequence
}

/// What needs the shard lock: each slice is a job on a loop and takes 100 µs at most.
extension Checkpoint {
    /// Logs of one slice.
    private static let logsMax = 512
    /// Queues, and ranges of messages, of one slice.
    private static let queuesMax = 64
    private static let rangesMax = 1_024

    func cut(_ context: HousekeepingContext, _ answer: LoopAnswer<JournalCut>?) -> JobStep {
        guard let answer else {
            let (shard, last) = (context.shard, context.manifest.cut)
            phase = .cut(
                context.ask { state in
                    // Each snapshot has a sequence of its own, also when nothing happened since the last.
                    if state.applied <= last {
                        _ = state.frames.appendClosing(now: shard.readClock(&state))
                    }
                    return state.frames.turnChunk()
                })
            return .waiting
        }
        guard let cut = answer.value else { return .waiting }
        self.cut = cut
        phase = .settleCut
        return .worked
    }

    func list(
        _ context: HousekeepingContext, _ first: LogID, _ answer: LoopAnswer<LogSlice>?
    ) -> JobStep {
        guard let answer else {
            phase = .list(
                first,
                context.ask { state in
                    let slice = state.entities.logs(from: first, count: Self.logsMax)
                    return LogSlice(logs: slice.logs, next: slice.next)
                })
            return .waiting
        }
        guard let slice = answer.value else { return .waiting }
        for view in slice.logs {
            let before = view.history.state
            var log = ArchivedLog(
                view: view, before: before, count: counts.first(of: view.id), after: before)
            // What a topic keeps is known without its broker; queues are asked about later.
            let range = log.range
            let start = max(view.earliest, range.lowerBound)
            if view.partition != nil, start < range.upperBound { log.kept = [start..<range.upperBound] }
            logs.append(log)
        }
        phase = slice.next.map { .list($0, nil) } ?? .copy(.start, nil)
        return .worked
    }

    func copy(
        _ context: HousekeepingContext, _ cursor: SnapshotCursor, _ answer: LoopAnswer<EntitySlice>?
    ) throws(LogStoreError) -> JobStep {
        guard let answer else {
            let shard = context.shard
            phase = .copy(
                cursor,
                context.ask { state in
                    var records = ByteBuffer()
                    let now = shard.readClock(&state)
                    let next = state.broker.snapshot(
                        from: cursor, at: state.applied, bytesMax: Limits.snapshotSliceBytes, into: &records)
                    return EntitySlice(
                        records: records.bytes.array, next: next, applied: state.applied, now: now)
                })
            return .waiting
        }
        guard let slice = answer.value else { return .waiting }
        if writer == nil {
            writer = try SnapshotWriter(
                context.shard.files.snapshots, cut: cut.sequence, fileSystem: context.fileSystem)
        }
        if !slice.records.isEmpty {
            try slice.records.withByteView { records throws(LogStoreError) in
                try writer?.append(records: records)
            }
        }
        (reach, madeAt) = (slice.applied, slice.now)
        phase = slice.next.map { .copy($0, nil) } ?? .sift(0, nil)
        return .worked
    }

    /// Queues' logs: whatever is settled by now is left out, and vanishes with the journal.
    func sift(
        _ context: HousekeepingContext, _ first: Int, _ answer: LoopAnswer<SiftSlice>?
    ) -> JobStep {
        guard let answer else {
            let asked = queues(from: first)
            guard !asked.isEmpty else {
                beginArchive(context)
                return .worked
            }
            let wanted = asked.map { index -> (LogID, Range<Offset>) in
                let range = logs[index].range
                // Only the first one may have been begun before.
                let from = index == asked.first ? max(sifted, range.lowerBound) : range.lowerBound
                return (logs[index].view.id, from..<range.upperBound)
            }
            phase = .sift(first, context.ask { state in Self.sift(wanted, in: state) })
            return .waiting
        }
        guard let slice = answer.value else { return .waiting }
        let asked = queues(from: first)
        for (place, index) in asked.prefix(slice.kept.count).enumerated() {
            logs[index].kept += slice.kept[place]
            logs[index].floor = slice.floors[place] ?? logs[index].range.upperBound
        }
        reach = slice.applied
        let done = asked[slice.kept.count - 1]
        sifted = slice.next ?? .zero
        phase = .sift(slice.next == nil ? done + 1 : done, nil)
        return .worked
    }

    /// Runs under the lock.
    private static func sift(_ wanted: [(LogID, Range<Offset>)], in state: borrowing ShardState) -> SiftSlice
    {
        var kept: [[Range<Offset>]] = []
        var floors: [Offset?] = []
        var left = rangesMax
        for (log, range) in wanted {
            var ranges: [Range<Offset>] = []
            var end = range.upperBound
            var floor: Offset?
            if state.entities.log(log) != nil {
                floor = state.broker.start(of: log)
                if !range.isEmpty {
                    end = state.broker.retained(log, in: range, rangesMax: left, into: &ranges)
                }
            }
            kept.append(ranges)
            floors.append(floor)
            left -= ranges.count
            if end < range.upperBound {
                return SiftSlice(kept: kept, floors: floors, next: end, applied: state.applied)
            }
            if left <= 0 { break }
        }
        return SiftSlice(kept: kept, floors: floors, next: nil, applied: state.applied)
    }

    /// Indices of the next queues' logs that have anything to be sifted.
    private func queues(from first: Int) -> [Int] {
        var found: [Int] = []
        var index = first
        while index < logs.count, found.count < Self.queuesMax {
            let log = logs[index]
            if log.view.partition == nil, !log.range.isEmpty || !log.before.pieces.isEmpty {
                found.append(index)
            }
            index += 1
        }
        return found
    }
}

extension [JournalCensus.Count] {
    /// What was counted of a log; they ascend by log.
    fileprivate func first(of log: LogID) -> JournalCensus.Count? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].log < log { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].log == log ? self[low] : nil
    }
}
