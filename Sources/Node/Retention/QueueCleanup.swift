internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Removes settled messages from the histories of queues: whole pieces, and those around stragglers.
///
/// A piece of which nothing is left is dropped; one of which less than a quarter is left is written anew.
/// What became superfluous leaves the disk with the next snapshot, which does not name it. Used by the thread
/// of housekeeping alone.
final class QueueCleanup: HousekeepingJob, @unchecked Sendable {
    private enum Phase {
        /// Looks for queues' logs that have pieces, from this one on, under the lock.
        case list(LogID, LoopAnswer<LogList>?)
        case next
        /// Asks what of the piece is not settled, under the lock.
        case count(LoopAnswer<Tally>?)
        /// Until it is durable that the rest is settled.
        case settle
        case rewrite
    }

    private struct Target {
        let log: LogView
        let piece: PieceEntry
    }

    /// Logs looked at in one hold of the lock.
    private static let logsMax: UInt32 = 256
    /// Stretches of messages taken down in one hold of the lock.
    private static let rangesMax = 512
    /// A piece is written anew when fewer than one of so many messages is left.
    private static let share = 4

    let name: StaticString = "queue_cleanup"
    private let counters: RetentionCounters
    private var phase = Phase.list(LogID(0), nil)
    /// The last one is next.
    private var targets: [Target] = []
    private var tally = Tally(next: .zero)
    private var merge: Merge?

    init(_ counters: RetentionCounters) { self.counters = counters }

    func step(_ context: HousekeepingContext) throws(LogStoreError) -> JobStep {
        switch phase {
        case .list(let first, let answer): return list(context, first, answer)
        case .next:
            guard let target = targets.last else { return .done }
            tally = Tally(next: target.piece.first)
            phase = .count(nil)
        case .count(let answer): return count(context, answer)
        case .settle:
            guard context.isDurable(tally.applied) else { return .waiting }
            try settle(context)
        case .rewrite: try rewrite(context)
        }
        return .worked
    }

    func abandon(_ context: HousekeepingContext, after error: LogStoreError) {
        if var merge = merge.take() { try? merge.abandon() }
    }

    // MARK: steps

    private func list(
        _ context: HousekeepingContext, _ first: LogID, _ answer: LoopAnswer<LogList>?
    ) -> JobStep {
        guard let answer else {
            phase = .list(first, context.ask { LogList(from: first, Self.logsMax, of: $0.entities) })
            return .waiting
        }
        guard let list = answer.value else { return .waiting }
        for log in list.logs {
            for piece in log.history.state.pieces { targets.append(Target(log: log, piece: piece)) }
        }
        phase = list.next.map { .list($0, nil) } ?? .next
        return .worked
    }

    /// Takes down what is left of a piece, until it is too much to bother.
    private func count(_ context: HousekeepingContext, _ answer: LoopAnswer<Tally>?) -> JobStep {
        guard let target = targets.last else { return .done }
        guard let answer else {
            let (log, range) = (target.log.id, tally.next..<target.piece.end)
            phase = .count(context.ask { Tally(of: log, in: range, Self.rangesMax, $0) })
            return .waiting
        }
        guard let found = answer.value else { return .waiting }
        tally.kept += found.kept
        (tally.next, tally.applied) = (found.next, found.applied)
        let kept = tally.messages
        if kept > 0, kept * Self.share >= target.piece.lines {
            targets.removeLast()
            phase = .next
        } else {
            phase = tally.next < target.piece.end ? .count(nil) : .settle
        }
        return .worked
    }

    /// Drops a piece of which nothing is left, or begins to write it anew.
    private func settle(_ context: HousekeepingContext) throws(LogStoreError) {
        guard let target = targets.last else { return }
        if tally.kept.isEmpty {
            targets.removeLast()
            phase = .next
            if context.replace([target.piece], by: nil, in: target.log.history) {
                counters.change { $0.droppedPieces += 1 }
                note(target.piece, nil)
            }
            return
        }
        let kept = tally.kept
        merge = Merge(
            [target.piece], in: context.pieces,
            recipe: MergeRecipe(isKept: { line in kept.holds(line.offset) }))
        phase = .rewrite
    }

    private func rewrite(_ context: HousekeepingContext) throws(LogStoreError) {
        guard let target = targets.last, case .done(let piece)? = try merge?.step() else { return }
        if piece != nil { try context.pieces.syncFolder(of: target.log.id) }
        merge = nil
        targets.removeLast()
        phase = .next
        if context.replace([target.piece], by: piece, in: target.log.history) {
            counters.change { $0.rewrittenPieces += 1 }
            context.merging.note(target.log)
            note(target.piece, piece)
        } else if let piece {
            try context.pieces.remove(piece)
        }
    }

    private func note(_ before: PieceEntry, _ after: PieceEntry?) {
        counters.change {
            $0.settledLines += before.lines - (after?.lines ?? 0)
            $0.droppedBytes += before.diskBytes - (after?.diskBytes ?? 0)
        }
    }
}

/// Queues' logs that have pieces, of a slice of all logs.
private struct LogList: Sendable {
    var logs: [LogView] = []
    /// The log that the next slice begins with; nil behind the last.
    var next: LogID?

    init(from first: LogID, _ count: UInt32, of entities: EntityTable) {
        let all = UInt32(entities.logCount)
        let end = min(first.rawValue + count, all)
        for number in first.rawValue..<max(first.rawValue, end) {
            guard let log = entities.log(LogID(number)), log.partition == nil, log.history.hasPieces else {
                continue
            }
            logs.append(log)
        }
        next = end < all ? LogID(end) : nil
    }
}

/// What of a piece is not settled, as far as was looked.
private struct Tally: Sendable {
    /// Ascending and disjoint.
    var kept: [Range<Offset>] = []
    /// How far that goes.
    var next: Offset
    /// What it rests on.
    var applied = JournalSequence.none

    init(next: Offset) { self.next = next }

    init(of log: LogID, in range: Range<Offset>, _ rangesMax: Int, _ state: borrowing ShardState) {
        next = state.broker.retained(log, in: range, rangesMax: rangesMax, into: &kept)
        applied = state.applied
    }

    var messages: Int { kept.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) } }
}

extension [Range<Offset>] {
    /// Whether one of the ranges, which ascend, has `offset`.
    fileprivate func holds(_ offset: Offset) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].lowerBound <= offset
    }
}

extension PieceEntry {
    fileprivate var diskBytes: Int { fileBytes + indexBytes }
}
