internal import Base

/// All entities and logs of a shard by their dense ids; what was deleted leaves a hole for ever.
struct EntityTable {
    /// What stands at an id.
    enum Entry {
        case vacant
        case namespace(Namespace)
        case topic(Topic)
        case queue(Queue)
        case group(Group)
        case exchange(Exchange)
        case policy(Policy)
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

    func group(_ id: EntityID) -> Group? {
        if case .group(let found) = self[id] { found } else { nil }
    }

    func exchange(_ id: EntityID) -> Exchange? {
        if case .exchange(let found) = self[id] { found } else { nil }
    }

    func policy(_ id: EntityID) -> Policy? {
        if case .policy(let found) = self[id] { found } else { nil }
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

    /// Makes sure that ids below these are never given again.
    mutating func reserve(entities: UInt32, logs: UInt32 = 0) {
        while entries.count < Int(entities) { entries.append(.vacant) }
        while self.logs.count < Int(logs) { self.logs.append(nil) }
    }

    /// Ids that may have been given and taken back while one snapshot was made.
    private static let gapMax = 1 << 20

    /// Whether ids are near enough to those known for a snapshot to tell of them.
    func isPlausible(entity: EntityID) -> Bool { Int(entity.rawValue) <= entries.count + Self.gapMax }
    func isPlausible(log: LogID) -> Bool { Int(log.rawValue) <= logs.count + Self.gapMax }

    /// Puts back an entity that a snapshot tells of; false when its id is taken.
    mutating func restore(_ entry: Entry, at id: EntityID) -> Bool {
        guard isPlausible(entity: id) else { return false }
        reserve(entities: id.rawValue + 1)
        guard case .vacant = self[id] else { return false }
        entries[Int(id.rawValue)] = entry
        return true
    }

    /// Puts back a log that a snapshot tells of; false when its id is taken.
    mutating func restore(_ log: Log) -> Bool {
        guard isPlausible(log: log.id) else { return false }
        reserve(entities: 0, logs: log.id.rawValue + 1)
        guard self.log(log.id) == nil else { return false }
        logs[Int(log.id.rawValue)] = log
        return true
    }

    mutating func remove(_ id: EntityID) { entries[Int(id.rawValue)] = .vacant }

    mutating func remove(_ log: LogID) {
        guard Int(log.rawValue) < logs.count else { return }
        logs[Int(log.rawValue)] = nil
    }
}
