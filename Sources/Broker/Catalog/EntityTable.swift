internal import Base

/// All entities and logs of a shard by their dense ids; what was deleted leaves a hole for ever.
struct EntityTable {
    /// What stands at an id.
    enum Entry {
        case vacant
        case namespace(Namespace)
        case topic(Topic)
        case queue(Queue)
    }

    private var entries: [Entry] = []
    private var logs: [Log?] = []

    /// The next id to be given.
    var nextEntity: EntityID { EntityID(UInt32(entries.count)) }
    /// The next log to be given.
    var nextLog: LogID { LogID(UInt32(logs.count)) }

    subscript(id: EntityID) -> Entry {
        Int(id.rawValue) < entries.count ? entries[Int(id.rawValue)] : .vacant
    }

    func namespace(_ id: EntityID) -> Namespace? {
        if case .namespace(let found) = self[id] { found } else { nil }
    }

    func topic(_ id: EntityID) -> Topic? {
        if case .topic(let found) = self[id] { found } else { nil }
    }

    func queue(_ id: EntityID) -> Queue? {
        if case .queue(let found) = self[id] { found } else { nil }
    }

    func log(_ id: LogID) -> Log? { Int(id.rawValue) < logs.count ? logs[Int(id.rawValue)] : nil }

    /// Puts an entity at its id; false when the id was given before.
    mutating func place(_ entry: Entry, at id: EntityID) -> Bool {
        guard Int(id.rawValue) >= entries.count else { return false }
        while entries.count < Int(id.rawValue) { entries.append(.vacant) }
        entries.append(entry)
        return true
    }

    mutating func place(_ log: Log) {
        guard Int(log.id.rawValue) >= logs.count else { return }
        while logs.count < Int(log.id.rawValue) { logs.append(nil) }
        logs.append(log)
    }

    mutating func remove(_ id: EntityID) { entries[Int(id.rawValue)] = .vacant }

    mutating func remove(_ log: LogID) {
        guard Int(log.rawValue) < logs.count else { return }
        logs[Int(log.rawValue)] = nil
    }
}
