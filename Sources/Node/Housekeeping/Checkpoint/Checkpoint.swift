internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Moves what the journal holds into pieces and a snapshot, so that the journal can give up its files.
///
/// What makes it safe to die at any step:
///
/// 1. The journal is cut between two commands, S0 being the last frame before. Frames up to S0 are read only
///    once they are durable: no piece shows what a crash could still take back.
/// 2. Entities are visited a slice at a time, so the snapshot knows of events up to S1, the last frame applied
///    at the last slice. Each entity says how far it has come; replay from S0 on skips what it knows.
/// 3. Pieces and their indexes are synced, then their folders, then the snapshot under an unfinished name.
/// 4. The snapshot gets its name, and its folder is synced, only when the journal is durable up to S1: the
///    snapshot is never ahead of the journal.
/// 5. Only then histories take over from tails, the journal gives up its frames up to S0, and files that the
///    new snapshot does not name are removed.
///
/// Before the rename nothing has changed but for files that nobody names, which the next start removes; after
/// it every step may be left out or repeated.
final class Checkpoint: HousekeepingJob, @unchecked Sendable {
    enum Phase {
        /// Cuts the journal, under the lock.
        case cut(LoopAnswer<JournalCut>?)
        /// Until what was cut off is durable.
        case settleCut
        /// Counts what each log got.
        case census
        /// Lists the logs that are there, under the lock.
        case list(LogID, LoopAnswer<LogSlice>?)
        /// Copies the broker's entities, under the lock.
        case copy(SnapshotCursor, LoopAnswer<EntitySlice>?)
        /// Asks which messages of queues are not settled, under the lock.
        case sift(Int, LoopAnswer<SiftSlice>?)
        /// Writes pieces, and carried blocks into the snapshot.
        case archive
        /// Copies carried blocks of logs that nothing came to, and writes what the manifest says of each log.
        case record(Int)
        /// Until everything that the snapshot knows of is durable.
        case settleReach
        case sync
        case publish
        /// Shows readers the history, and lets tails forget it.
        case hand(Int)
        case trimJournal
        /// Removes what the new snapshot does not name.
        case clean(Int)
    }

    let name: StaticString = "checkpoint"
    var phase = Phase.cut(nil)
    let wishes: [CheckpointDuty.Wish]
    let begun: UInt64
    var cut = JournalCut(chunk: 0, sequence: .none)
    /// S1: the last frame that any part of the snapshot may know of.
    var reach = JournalSequence.none
    var madeAt = Instant.distantPast
    var census: JournalCensus?
    var counts: [JournalCensus.Count] = []
    var logs: [ArchivedLog] = []
    /// How far the queue being sifted has come.
    var sifted = Offset.zero
    var pass: ArchivePass?
    var writer: SnapshotWriter?
    /// The last snapshot, while carried blocks are copied from it.
    var source: SnapshotFile?
    var records: [LogRecord] = []
    var pieceBytes = 0
    var snapshotBytes = 0
    var hasNewFolders = false
    var garbage: [PieceEntry] = []
    var goneLogs: [LogID] = []
    /// Whether it is the first of this process, which has not looked yet what there is to merge.
    var isFirst = false
    /// The snapshot that this one takes the place of.
    var replaced: String?

    var goesSlowly: Bool { true }

    var isPastReturn: Bool {
        if case .publish = phase { return true }
        return false
    }

    init(wishes: [CheckpointDuty.Wish], at now: UInt64) {
        self.wishes = wishes
        begun = now
    }

    func step(_ context: HousekeepingContext) throws(LogStoreError) -> JobStep {
        switch phase {
        case .cut(let answer): return cut(context, answer)
        case .settleCut:
            guard context.isDurable(cut.sequence) else { return .waiting }
            census = JournalCensus(context.shard.chunks, after: context.manifest.cut, upTo: cut)
            phase = .census
        case .census:
            if try census?.step() == true { break }
            counts = census?.sorted ?? []
            census = nil
            phase = .list(LogID(0), nil)
        case .list(let first, let answer): return list(context, first, answer)
        case .copy(let cursor, let answer): return try copy(context, cursor, answer)
        case .sift(let first, let answer): return sift(context, first, answer)
        case .archive: try archive(context)
        case .record(let first): try record(context, from: first)
        case .settleReach:
            guard context.isDurable(reach) else { return .waiting }
            try seal(context)
        case .sync:
            try writer?.sync()
            phase = .publish
        case .publish: try publish(context)
        case .hand(let first): hand(context, from: first)
        case .trimJournal: trimJournal(context)
        case .clean(let first): return clean(context, from: first)
        }
        return .worked
    }

    func abandon(_ context: HousekeepingContext, after error: LogStoreError) {
        pass?.abandon()
        if writer.take() != nil {
            let name = SnapshotName.unfinished(cut.sequence)
            try? context.fileSystem.remove("\(context.shard.files.snapshots)/\(name)")
        }
        if case .copy(let cursor, _) = phase {
            context.tell { state in state.broker.abandonSnapshot(at: cursor) }
        }
        context.counts.change { $0.checkpointFailures += 1 }
        for wish in wishes { wish(.failure(error)) }
    }
}

/// A log as a checkpoint sees it.
struct ArchivedLog: Sendable {
    let view: LogView
    /// Its history before.
    let before: HistoryState
    /// What the journal has of it before the cut; nil when nothing.
    let count: JournalCensus.Count?
    /// The messages that are kept, from the carried block on.
    var kept: [Range<Offset>] = []
    /// What the archive pass made of it.
    var archived: Archived?
    /// Its history after.
    var after: HistoryState

    /// Of a queue: the first message that is not settled, or is to come.
    var floor = Offset.zero

    /// Offset below which nothing is kept any more.
    var start: Offset { view.partition == nil ? floor : view.earliest }

    /// The messages that the checkpoint has to do with: those carried, and those in the journal.
    var range: Range<Offset> {
        let end = count?.end ?? before.end
        return min(before.carried?.first ?? count?.first ?? end, end)..<end
    }
}
