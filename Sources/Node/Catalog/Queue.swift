package import Base
package import LogFormat

/// A queue as it stood when it was looked up: immutable, replaced in its namespace when it changes.
package final class Queue: Sendable {
    package let id: EntityID
    package let name: String
    package let namespace: Namespace
    package let settings: QueueSettings
    package let declaredAt: Instant
    /// Its messages, settled ones too as long as they are kept; with several lanes those of the first.
    package let log: LogView
    /// The same of each further lane.
    package let others: [LogView]
    let version: UInt32

    init(
        id: EntityID, name: String, namespace: Namespace, settings: QueueSettings, declaredAt: Instant,
        log: LogView, others: [LogView] = [], version: UInt32 = 0
    ) {
        self.id = id
        self.name = name
        self.namespace = namespace
        self.settings = settings
        self.declaredAt = declaredAt
        self.log = log
        self.others = others
        self.version = version
    }

    /// The messages of a lane.
    package subscript(lane: UInt16) -> LogView { lane == 0 ? log : others[Int(lane) - 1] }

    /// The messages of a priority; nil when the queue has not so many.
    package func log(ofPriority priority: UInt8) -> LogView? {
        let priorities = settings.lanes.priorities
        return Int(priority) < priorities ? self[UInt16(priorities - 1 - Int(priority))] : nil
    }

    /// The messages of a priority that was not meant for this queue; the highest where it has not so many.
    func log(nearest priority: UInt8) -> LogView {
        let priorities = settings.lanes.priorities
        return self[UInt16(priorities - 1 - min(Int(priority), priorities - 1))]
    }

    /// The messages of the lowest priority, which those have that name none.
    package var lowest: LogView { self[UInt16(settings.lanes.priorities - 1)] }

    /// Which lane a log is.
    package func lane(of log: LogID) -> UInt16? {
        if log == self.log.id { return 0 }
        return others.firstIndex { $0.id == log }.map { UInt16($0) + 1 }
    }
}
