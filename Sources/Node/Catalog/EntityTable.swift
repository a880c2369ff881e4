internal import Base
internal import LogStore

/// The views of a shard's entities and logs by their dense ids; guarded by the shard lock.
struct EntityTable {
    private var namespaces: [Namespace?] = []
    private var topics: [Topic?] = []
    private var queues: [Queue?] = []
    private var groups: [Group?] = []
    private var exchanges: [MessageExchange?] = []
    private var policies: [Policy?] = []
    private var logs: [LogView?] = []

    /// What the start found of logs, until the views that own it are made.
    private var keptTails: [Tail?] = []
    private var keptHistories: [History?] = []

    mutating func keep(_ tails: [Tail?], _ histories: [History?] = []) {
        keptTails = tails
        keptHistories = histories
    }

    /// Forgets what was kept of logs that are gone.
    mutating func dropKept() {
        keptTails = []
        keptHistories = []
    }

    func keptHistory(_ id: LogID) -> History? {
        Int(id.rawValue) < keptHistories.count ? keptHistories[Int(id.rawValue)] : nil
    }

    func keptTail(_ id: LogID) -> Tail? {
        Int(id.rawValue) < keptTails.count ? keptTails[Int(id.rawValue)] : nil
    }

    func namespace(_ id: EntityID) -> Namespace? { Self.at(id.rawValue, of: namespaces) }
    func topic(_ id: EntityID) -> Topic? { Self.at(id.rawValue, of: topics) }
    func queue(_ id: EntityID) -> Queue? { Self.at(id.rawValue, of: queues) }
    func group(_ id: EntityID) -> Group? { Self.at(id.rawValue, of: groups) }
    func exchange(_ id: EntityID) -> MessageExchange? { Self.at(id.rawValue, of: exchanges) }
    func policy(_ id: EntityID) -> Policy? { Self.at(id.rawValue, of: policies) }
    func log(_ id: LogID) -> LogView? { Self.at(id.rawValue, of: logs) }

    /// The number that the next log gets.
    var logCount: Int { logs.count }

    /// All logs by id.
    var allLogs: [LogView] { logs.compactMap { $0 } }

    /// Logs from id `first` on, out of the next `count` ids, and the id to go on with; nil behind the last.
    func logs(from first: LogID, count: Int) -> (logs: [LogView], next: LogID?) {
        let start = min(Int(first.rawValue), logs.count)
        let end = min(start + count, logs.count)
        return (logs[start..<end].compactMap { $0 }, end == logs.count ? nil : LogID(UInt32(end)))
    }

    mutating func set(_ namespace: Namespace?, at id: EntityID) {
        Self.put(namespace, id.rawValue, &namespaces)
    }
    mutating func set(_ topic: Topic?, at id: EntityID) { Self.put(topic, id.rawValue, &topics) }
    mutating func set(_ queue: Queue?, at id: EntityID) { Self.put(queue, id.rawValue, &queues) }
    mutating func set(_ group: Group?, at id: EntityID) { Self.put(group, id.rawValue, &groups) }
    mutating func set(_ exchange: MessageExchange?, at id: EntityID) {
        Self.put(exchange, id.rawValue, &exchanges)
    }
    mutating func set(_ policy: Policy?, at id: EntityID) { Self.put(policy, id.rawValue, &policies) }
    mutating func set(_ log: LogView?, at id: LogID) { Self.put(log, id.rawValue, &logs) }

    private static func at<Value>(_ index: UInt32, of table: [Value?]) -> Value? {
        Int(index) < table.count ? table[Int(index)] : nil
    }

    private static func put<Value>(_ value: Value?, _ index: UInt32, _ table: inout [Value?]) {
        while table.count <= Int(index) { table.append(nil) }
        table[Int(index)] = value
    }
}
