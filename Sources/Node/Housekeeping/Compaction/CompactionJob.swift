internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Compacts the next pieces of a log: as many neighbours as make one segment, or ends the pass over it.
///
/// Each piece is looked through first, so that nothing is written where nothing is to be removed. Used by the
/// thread of housekeeping alone.
final class CompactionJob: HousekeepingJob, @unchecked Sendable {
    private enum Phase {
        case choose
        /// Looks through the pieces for something to remove.
        case scan(PieceScan)
        case rewrite
        /// Until what supersedes the removed lines is durable.
        case settle(PieceEntry?, LoopAnswer<JournalSequence>)
        /// Forgets keys whose messages were trimmed.
        case sweep(UInt64)
    }

    let name: StaticString = "compaction"
    private let log: LogView
    private let keys: LogKeys
    private let tombstoneTime: Interval
    private var phase = Phase.choose
    private var pass: CompactionPass
    private let start: Offset
    /// Neighbours to be written anew as one.
    private var inputs: [PieceEntry] = []
    /// Behind `inputs`, to be looked through.
    private var waiting: ArraySlice<PieceEntry> = []
    /// What the look through the piece at hand found.
    private var scanned: CompactionRule?
    private var rule: CompactionRule?
    private var merge: Merge?

    init(_ entry: KeyedLogs.Entry, at now: Instant) {
        log = entry.log
        keys = entry.keys
        tombstoneTime = entry.tombstoneTime
        start = entry.log.earliest
        pass =
            entry.keys.cleaning.withLock { $0.pass }
            ?? CompactionPass(begunAt: now, end: entry.log.tail.end)
    }

    func step(_ context: HousekeepingContext) throws(LogStoreError) -> JobStep {
        // The topic may be gone, or compacted no longer.
        guard log.keys === keys else {
            abandon()
            return .done
        }
        switch phase {
        case .choose: choose(context)
        case .scan(let scan): try look(scan, context)
        case .rewrite: try rewrite(context)
        case .settle(let made, let answer):
            guard let applied = answer.value, context.isDurable(applied) else { return .waiting }
            try replace(by: made, context)
            return .done
        case .sweep(let place): return sweep(place, context)
        }
        return .worked
    }

    func abandon(_ context: HousekeepingContext, after error: LogStoreError) { abandon() }

    private func abandon() {
        if var merge = merge.take() { try? merge.abandon() }
    }

    // MARK: steps

    private func choose(_ context: HousekeepingContext) {
        let next = pass.next
        waiting = pass.sweepsOnly ? [] : log.history.state.pieces.drop { $0.end <= next }
        lookAtNext(context)
    }

    /// Begins with the next piece, unless those to be written are enough or there is none.
    private func lookAtNext(_ context: HousekeepingContext) {
        let bytes = inputs.reduce(0) { $0 + $1.fileBytes }
        guard let piece = waiting.first, inputs.isEmpty || bytes + piece.fileBytes <= Limits.segmentBytes
        else {
            if inputs.isEmpty {
                phase = .sweep(0)
            } else {
                phase = .rewrite
            }
            return
        }
        scanned = makeRule(context)
        phase = .scan(PieceScan(piece, in: context.pieces))
    }

    private func makeRule(_ context: HousekeepingContext) -> CompactionRule {
        CompactionRule(
            index: keys.index, hasher: context.shard.keyHasher, start: start, passEnd: pass.end,
            last: log.tail.end + -1,
            tombstonesUntil: pass.begunAt + Interval(milliseconds: -tombstoneTime.milliseconds))
    }

    private func look(_ scan: PieceScan, _ context: HousekeepingContext) throws(LogStoreError) {
        var scan = scan
        guard let rule = scanned else { return }
        if try scan.step({ line in _ = rule.keeps(line) }) {
            phase = .scan(scan)
            return
        }
        let isClean = rule.found.lines == 0
        if isClean, !inputs.isEmpty {
            phase = .rewrite
            return
        }
        waiting = waiting.dropFirst()
        if isClean { advance(behind: scan.piece) } else { inputs.append(scan.piece) }
        lookAtNext(context)
    }

    private func rewrite(_ context: HousekeepingContext) throws(LogStoreError) {
        if merge == nil {
            let rule = makeRule(context)
            self.rule = rule
            merge = Merge(
                inputs, in: context.pieces, recipe: MergeRecipe(isKept: { line in rule.keeps(line) }))
        }
        guard case .done(let made)? = try merge?.step() else { return }
        merge = nil
        if made != nil { try context.pieces.syncFolder(of: log.id) }
        phase = .settle(made, context.ask { $0.applied })
    }

    private func replace(by made: PieceEntry?, _ context: HousekeepingContext) throws(LogStoreError) {
        guard let rule, let last = inputs.last, context.replace(inputs, by: made, in: log.history) else {
            // Retention was faster; the pass goes on from the same place.
            if let made { try context.pieces.remove(made) }
            return
        }
        let found = rule.found
        for (key, offset) in found.tombstones { keys.index.forget(key, at: offset) }
        keys.index.removed(superseded: found.superseded, atMost: .max)
        context.shard.keyedLogs.counts.withLock { counts in
            counts.rewrittenPieces += inputs.count
            counts.writtenBytes += made.map { $0.fileBytes + $0.indexBytes } ?? 0
            counts.freedBytes += inputs.reduce(0) { $0 + $1.fileBytes + $1.indexBytes }
            counts.removedLines += found.superseded
            counts.removedTombstones += found.tombstones.count
        }
        advance(behind: last)
        context.merging.note(log)
    }

    private func advance(behind piece: PieceEntry) {
        pass.next = piece.end
        keys.cleaning.withLock { $0.pass = pass }
    }

    /// Forgets the keys of a few segments of the index, and ends the pass behind the last.
    private func sweep(_ place: UInt64, _ context: HousekeepingContext) -> JobStep {
        var next: UInt64? = place
        let isNeeded = keys.cleaning.withLock { $0.sweptTo } < start
        for _ in 0..<(isNeeded ? 16 : 0) {
            guard let now = next else { break }
            next = keys.index.sweep(at: now, before: start)
        }
        if isNeeded, let next {
            phase = .sweep(next)
            return .worked
        }
        if !pass.sweepsOnly {
            // What lies behind the pieces was not looked through.
            keys.index.removed(superseded: 0, atMost: max(0, log.tail.end - pass.next))
            context.shard.keyedLogs.counts.withLock { $0.passes += 1 }
        }
        keys.cleaning.withLock { cleaning in
            cleaning.pass = nil
            cleaning.sweptTo = max(cleaning.sweptTo, start)
            if pass.sweepsOnly { return }
            cleaning.cleanedEnd = max(cleaning.cleanedEnd, pass.next)
            cleaning.passedAt = pass.begunAt
        }
        return .done
    }
}
