internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Reads what a log held before its keys were indexed, and indexes those.
///
/// Where it is stands with the index, so that it may end early for more urgent work and be taken up again.
struct KeyLoadJob: HousekeepingJob {
    /// Bytes of lines that one step reads.
    private static let stepBytes = 1 << 20
    /// Steps after which other work gets its turn.
    private static let stepsMax = 64

    let name: StaticString = "reading keys"
    private let log: LogView
    private let keys: LogKeys
    private var steps = 0

    init(_ entry: KeyedLogs.Entry) {
        log = entry.log
        keys = entry.keys
    }

    mutating func step(_ context: HousekeepingContext) throws(LogStoreError) -> JobStep {
        // The topic may be gone, or compacted no longer.
        guard log.keys === keys, steps < Self.stepsMax else { return .done }
        steps += 1
        let index = keys.index
        let from = max(keys.loading.withLock { $0 }, log.earliest)
        let hasher = context.shard.keyHasher
        var scratch = ByteBuffer()
        let next = try log.readBlocking(from: from, upTo: index.liveFrom, bytesMax: Self.stepBytes) { run in
            run.forEach(from: from) { message in
                guard message.offset < index.liveFrom else { return }
                index.feed(hasher.hash(ofSuffix: message.suffix, &scratch), at: message.offset)
            }
            return true
        }
        keys.loading.withLock { $0 = next }
        guard next >= index.liveFrom || from >= index.liveFrom else { return .worked }
        index.becomeReady()
        return .done
    }

    mutating func abandon(_ context: HousekeepingContext, after error: LogStoreError) {}
}
