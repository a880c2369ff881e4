internal import Base
internal import Broker
internal import LogFormat

/// Messages that left a queue otherwise than by an acknowledgement, since the process started.
package struct QueueLosses: Equatable, Sendable {
    /// They outlived their time.
    package var expired = 0
    /// The queue was full.
    package var overflowed = 0
    /// They were rejected or failed too often, and nobody wanted them elsewhere.
    package var dropped = 0
    /// Somebody deleted or moved them.
    package var deleted = 0
    /// They arrived where dead letters go, for whatever reason.
    package var deadLettered = 0

    package var isEmpty: Bool { self == QueueLosses() }

    /// Takes in an event of the queue.
    fileprivate mutating func add(_ event: Event, _ runs: [SlotRun]) {
        switch event {
        case .removed(let event):
            let count = event.stretches.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) }
            switch event.reason {
            case .expired: expired += count
            case .overflowed: overflowed += count
            case .deleted: deleted += count
            }
        case .settled(let event):
            for index in event.runs {
                switch runs[index].end {
                case .rejectedDropped, .failedDropped, .expiredDropped: dropped += Int(runs[index].count)
                case .outlivedDropped, .outlivedDoomed, .outlivedExpiredDoomed:
                    expired += Int(runs[index].count)
                default: break
                }
            }
        case .moved(let event): for index in event.runs { deadLettered += Int(runs[index].count) }
        default: break
        }
    }
}

extension ShardState {
    /// Counts what an event of this command takes from a queue; what was acked costs a look.
    mutating func countLosses(of event: borrowing Event) {
        switch event {
        case .removed(let one): losses[one.queue.rawValue, default: QueueLosses()].add(event, [])
        case .moved(let one):
            losses[one.queue.rawValue, default: QueueLosses()].add(event, decision.runs)
        case .settled(let one):
            for index in one.runs where decision.runs[index].end?.isLoss ?? false {
                return losses[one.queue.rawValue, default: QueueLosses()].add(event, decision.runs)
            }
        case .queueDeleted(let id): losses[id.rawValue] = nil
        default: return
        }
    }
}

extension LeaseEnd {
    fileprivate var isLoss: Bool {
        switch self {
        case .rejectedDropped, .failedDropped, .expiredDropped, .outlivedDropped, .outlivedDoomed,
            .outlivedExpiredDoomed:
            true
        default: false
        }
    }
}
