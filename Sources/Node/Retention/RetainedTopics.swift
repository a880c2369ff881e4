internal import Base
internal import LogFormat
internal import LogStore
internal import Synchronization

/// The topics of a shard that have a limit of retention in force, and when each is looked at next.
///
/// Follows the catalog under the shard lock; read by housekeeping under a short lock of its own.
final class RetainedTopics: Sendable {
    private struct Entry {
        let topic: Topic
        /// On the shard's clock; in the past where something has changed.
        var lookAt: Instant
    }

    private struct State {
        /// By id.
        var entries: [Entry] = []
        /// Whether somebody should look without waiting for the next time.
        var isUrgent = false
        var bell: Doorbell?
    }

    private let state = Mutex(State())

    var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

    /// Rings `bell` whenever there is something to look at.
    func attach(_ bell: Doorbell) { state.withLock { $0.bell = bell } }

    /// Takes in a topic as it is from now on; what may be over its limits is looked at at once.
    func set(_ topic: Topic) {
        change { state in
            let index = Self.place(of: topic.id, in: state.entries)
            let isThere = index < state.entries.count && state.entries[index].topic.id == topic.id
            guard !topic.settings.retentionInForce.isUnlimited else {
                if isThere { state.entries.remove(at: index) }
                return false
            }
            let entry = Entry(topic: topic, lookAt: .distantPast)
            if isThere { state.entries[index] = entry } else { state.entries.insert(entry, at: index) }
            return true
        }
    }

    func remove(_ id: EntityID) {
        change { state in
            let index = Self.place(of: id, in: state.entries)
            if index < state.entries.count, state.entries[index].topic.id == id {
                state.entries.remove(at: index)
            }
            return false
        }
    }

    func removeAll() { state.withLock { $0 = State() } }

    /// Says that the clock was moved: whoever is due by it is looked at at once.
    func clockMoved() { change { !$0.entries.isEmpty } }

    /// Has all looked at again: a look at some of them failed.
    func lookAgain() {
        change { state in
            for index in state.entries.indices { state.entries[index].lookAt = .distantPast }
            return false
        }
    }

    /// Whether somebody asked to look at once; says so once.
    func takeUrgency() -> Bool {
        state.withLock { state in
            defer { state.isUrgent = false }
            return state.isUrgent
        }
    }

    /// The topics to look at by `now`; each is due again after its interval.
    func takeDue(at now: Instant) -> [Topic] {
        state.withLock { state in
            var due: [Topic] = []
            for index in state.entries.indices where state.entries[index].lookAt <= now {
                let topic = state.entries[index].topic
                due.append(topic)
                state.entries[index].lookAt = now + Self.interval(of: topic.settings.retentionInForce)
            }
            return due
        }
    }

    /// When the next one is due; nil when there is none.
    var nextLook: Instant? { state.withLock { $0.entries.lazy.map(\.lookAt).min() } }

    /// How long after a look the next one may wait.
    ///
    /// Messages outlive their time by a twentieth of it at most: a look costs the reading of a block.
    static func interval(of retention: Retention) -> Interval {
        let longest =
            retention.bytes == nil && retention.count == nil
            ? Limits.retentionTimeIntervalMax : Limits.retentionInterval
        guard let time = retention.time else { return longest }
        let part = Interval(milliseconds: time.milliseconds / 20)
        return min(longest, max(Limits.retentionTimeMin, part))
    }

    /// Changes the state; rings when `body` says that there is something to look at.
    private func change(_ body: (inout State) -> Bool) {
        let bell = state.withLock { state -> Doorbell? in
            guard body(&state) else { return nil }
            state.isUrgent = true
            return state.bell
        }
        bell?.ring()
    }

    private static func place(of id: EntityID, in entries: [Entry]) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].topic.id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
