package import Base
internal import Broker
internal import LogFormat
internal import LogStore
internal import Logging
internal import Synchronization

/// One broker, its lock and its journal: the unit of order, atomicity and placement.
///
/// Commands go through `commit` under the lock; readers use the `LogView`s and never take it. The journal
/// thread moves `durable` and calls `durableAdvanced`.
package final class Shard: Sendable {
    let number: UInt32
    let state: Mutex<ShardState>
    /// How far the journal is on disk.
    package let durable: Watermark
    let wakes: Wakes
    let scheduler: any Scheduler
    let chunks: ChunkTable
    let handover: Handover
    let journal: any Journal
    let room: DiskRoom
    /// Where histories lie.
    let files: HistoryFiles
    let catalog: Catalog
    let settings: NodeSettings
    let tokens: LeaseTokens
    /// Hashes the keys of messages in compacted topics.
    let keyHasher: KeyHasher
    /// Hashes what publishes that may be repeated are recognised by.
    let identityHasher: IdentityHasher
    let keysInFlight = KeysInFlight()
    /// The logs whose keys are indexed.
    let keyedLogs = KeyedLogs()
    let hasEnded = Atomic(false)
    /// Whether housekeeping is at work: then a full journal will have room again.
    let isTended = Atomic(false)
    /// Publishers that wait for room in the journal.
    let paused = Mutex<[Turn]>([])
    /// Topics that keep only so much.
    let retained = RetainedTopics()
    let retention = RetentionCounters()
    let zones: ZoneTables
    private let log: Logger

    init(
        number: UInt32, state: consuming sending ShardState, parts: ShardParts, catalog: Catalog,
        settings: NodeSettings, tokens: LeaseTokens, log: Logger
    ) {
        self.number = number
        handover = state.frames.handover
        self.state = Mutex(state)
        durable = parts.durable
        wakes = parts.wakes
        scheduler = parts.scheduler
        chunks = parts.chunks
        journal = parts.journal
        room = parts.room
        files = parts.files
        self.catalog = catalog
        self.settings = settings
        self.tokens = tokens
        keyHasher = KeyHasher(key: tokens.keyHashKey, keptBits: settings.keyHashBits)
        identityHasher = IdentityHasher(key: tokens.identityHashKey)
        zones = ZoneTables(settings.zones)
        self.log = log
    }

    /// What an answer computed at `sequence` is held back by.
    func gate(_ sequence: JournalSequence) -> Gate { Gate(mark: durable, sequence: sequence) }

    /// Why the journal cannot grow.
    var fullness: BrokerError {
        switch room.shortage {
        case .disk: .diskFull(limit: nil)
        case .limit(let bytes): .diskFull(limit: bytes)
        case nil: .journalFull
        }
    }

    /// As `locked`, for commands of clients: refused while the journal can take next to nothing.
    ///
    /// Their answers would wait for room that may never come. Publishing is refused earlier, see `waitForRoom`.
    /// What is left then is for ticks and for the marks of a checkpoint.
    func commanded<Value: Sendable>(
        _ body: (inout ShardState) throws(Refused) -> Value
    ) throws(Refused) -> Value {
        if handover.isStuck { throw Refused(fullness) }
        let bytesLeft = journal.bytesLeft
        if bytesLeft < .max, bytesLeft - handover.waitingBytes < 2 * settings.framePayloadBytesMax {
            throw Refused(fullness)
        }
        return try locked(body)
    }

    /// Runs `body` under the lock, measures how long it was held, and wakes the journal thread behind it.
    func locked<Value: Sendable, Failure: Error>(
        flush: Bool = true, _ body: (inout ShardState) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let result = state.withLock { state -> Result<Value, Failure> in
            state.begun = scheduler.monotonicNanoseconds()
            defer {
                let held = scheduler.monotonicNanoseconds() &- state.begun
                state.counts.holds.record(nanoseconds: held)
            }
            do throws(Failure) { return .success(try body(&state)) } catch { return .failure(error) }
        }
        handover.wake(flush: flush)
        return try result.get()
    }

    /// The sequence that state computed now rests on.
    func appliedNow() -> JournalSequence { state.withLock { $0.applied } }

    /// Lets the views go, which hold the shard, and wakes whoever waits for what will not come.
    func end() {
        hasEnded.store(true, ordering: .sequentiallyConsistent)
        catalog.removeAll()
        retained.removeAll()
        keyedLogs.removeAll()
        state.withLock { state in
            // Whoever waits for what is applied to become visible waits no longer.
            for log in state.entities.allLogs { log.close() }
            state.entities = EntityTable()
            state.tickets = [:]
            state.requests = [:]
        }
        wakes.fire(upTo: JournalSequence(.max))
        endPauses()
    }

    /// Called by the journal thread after each advance of `durable`.
    func durableAdvanced() { wakes.fire(upTo: durable.current) }
}

/// What a shard is put together from.
struct ShardParts {
    let durable: Watermark
    let wakes: Wakes
    let scheduler: any Scheduler
    let chunks: ChunkTable
    let journal: any Journal
    let room: DiskRoom
    let files: HistoryFiles
}
