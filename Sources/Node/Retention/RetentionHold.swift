internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// A queue that holds back what retention would take from the topic it reads, up to so many bytes.
struct RetentionHold: Sendable {
    let queue: EntityID
    let log: LogID
    /// From here on the log has as many bytes as the queue may hold back.
    let limit: Offset

    /// Those on one log of a topic.
    static func holds(
        on log: LogView, of topic: Topic, _ cut: RetentionCut
    ) throws(LogStoreError) -> [RetentionHold] {
        var holds: [RetentionHold] = []
        for queue in topic.namespace.queues() where queue.settings.lanes.source?.topic == topic.id {
            guard let bytes = queue.settings.lanes.holdRetention else { continue }
            let limit = try cut.cut(of: log, keeping: bytes) ?? .zero
            holds.append(RetentionHold(queue: queue.id, log: log.id, limit: limit))
        }
        return holds
    }

    /// The orders with less to trim where a queue still needs it.
    static func apply(
        _ holds: [RetentionHold], to orders: [TrimOrder], _ broker: borrowing Broker
    ) -> [TrimOrder] {
        if holds.isEmpty { return orders }
        var held = orders
        for index in held.indices {
            for hold in holds where hold.log == held[index].log {
                guard let floor = broker.floor(of: hold.log, in: hold.queue) else { continue }
                held[index].before = min(held[index].before, max(floor, hold.limit))
            }
        }
        return held
    }
}
