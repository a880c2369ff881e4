internal import Base
internal import Broker
internal import LogFormat
internal import Synchronization

/// How far a group has come in each partition, for boards: follows the broker's events, and counts rates.
///
/// Shared by all versions of one group and changed under the shard lock; looked at without it. Forgotten by a
/// restart, and when who reads what has changed: whoever looks next fills it from the broker.
final class GroupProgress: Sendable {
    /// One partition.
    struct Place: Sendable {
        let log: LogView
        /// Where the group goes on; nil while it has committed nothing.
        var committed: Offset?
        /// The member that owns it.
        var owner: String?
        var consumed: Rate
    }

    struct Watcher: Sendable {
        let token: UInt64
        let loop: Int
        let wake: @Sendable () -> Void
    }

    fileprivate struct State: Sendable {
        /// Ascending by log.
        var places: [Place] = []
        /// Whether `places` are all there are.
        var isWhole = false
        /// The last change.
        var sequence = JournalSequence.none
        var watchers: [Watcher] = []
        var tokens: UInt64 = 0
    }

    private let state = Mutex(State())

    // MARK: under the shard lock

    /// Takes in that offsets were committed or put elsewhere. Returns whom to wake.
    func take(_ event: OffsetsCommitted, at sequence: JournalSequence) -> [Watcher] {
        state.withLock { state in
            state.sequence = sequence
            for one in event.offsets { Self.take(one, event, &state) }
            return state.takeWatchers()
        }
    }

    private static func take(_ one: CommittedOffset, _ event: OffsetsCommitted, _ state: inout State) {
        var (low, high) = (0, state.places.count)
        while low < high {
            let middle = (low + high) / 2
            if state.places[middle].log.id < one.log { low = middle + 1 } else { high = middle }
        }
        guard low < state.places.count, state.places[low].log.id == one.log else {
            state.isWhole = false
            return
        }
        // Who begins elsewhere than at the beginning says so first.
        let before = state.places[low].committed ?? state.places[low].log.earliest
        if event.kind == .commit, one.offset > before {
            state.places[low].consumed.add(one.offset - before, at: event.committedAt)
        }
        state.places[low].committed = one.offset
    }

    /// Takes in that its partitions are to be asked for anew. Returns whom to wake.
    func outdate(at sequence: JournalSequence) -> [Watcher] {
        state.withLock { state in
            state.isWhole = false
            state.sequence = sequence
            return state.takeWatchers()
        }
    }

    /// Fills it with what the broker says as of `sequence`; rates of partitions that stay go on.
    func fill(_ places: [Place], at sequence: JournalSequence) {
        state.withLock { state in
            var filled = places
            for index in filled.indices {
                let known = state.places.first { $0.log === filled[index].log }
                if let known { filled[index].consumed = known.consumed }
            }
            state.places = filled
            state.isWhole = true
            state.sequence = sequence
        }
    }

    // MARK: by anybody

    /// The partitions, and the last change they rest on; nil when they must be asked for.
    var current: (places: [Place], sequence: JournalSequence)? {
        state.withLock { $0.isWhole ? ($0.places, $0.sequence) : nil }
    }

    /// Asks for `wake` on loop `loop` once something changes; at most once.
    func watch(loop: Int, wake: @escaping @Sendable () -> Void) -> UInt64 {
        state.withLock { state in
            state.tokens += 1
            state.watchers.append(Watcher(token: state.tokens, loop: loop, wake: wake))
            return state.tokens
        }
    }

    func unwatch(_ token: UInt64) {
        state.withLock { $0.watchers.removeAll { $0.token == token } }
    }
}

extension GroupProgress.State {
    fileprivate mutating func takeWatchers() -> [GroupProgress.Watcher] {
        guard !watchers.isEmpty else { return [] }
        defer { watchers.removeAll() }
        return watchers
    }
}
