package import Base
internal import Synchronization

/// The unit of order, atomicity and placement: names of topics, queues and groups, all in one shard.
package final class Namespace: Sendable {
    package let id: EntityID
    package let name: String
    package let declaredAt: Instant
    let shard: Shard
    private let topicsByName = Mutex(NameIndex<Topic>())
    private let queuesByName = Mutex(NameIndex<Queue>())
    private let groupsByName = Mutex(NameIndex<Group>())
    private let exchangesByName = Mutex(NameIndex<MessageExchange>())
    private let policiesByName = Mutex(NameIndex<Policy>())
    private let routesNow = Atomic<UInt64>(0)
    /// Of its default exchange.
    let defaultCounters = ExchangeCounters()

    init(id: EntityID, name: String, declaredAt: Instant, shard: Shard) {
        self.id = id
        self.name = name
        self.declaredAt = declaredAt
        self.shard = shard
    }

    /// The topic of this name as it stands now.
    package func topic(_ name: ByteView) -> Topic? { topicsByName.withLock { $0.find(name) } }

    /// All topics by name.
    package func topics() -> [Topic] { topicsByName.withLock { $0.sorted } }

    /// The queue of this name as it stands now.
    package func queue(_ name: ByteView) -> Queue? { queuesByName.withLock { $0.find(name) } }

    /// All queues by name.
    package func queues() -> [Queue] { queuesByName.withLock { $0.sorted } }

    /// The consumer group of this name as it stands now.
    package func group(_ name: ByteView) -> Group? { groupsByName.withLock { $0.find(name) } }

    /// All consumer groups by name.
    package func groups() -> [Group] { groupsByName.withLock { $0.sorted } }

    /// The declared exchange of this name as it stands now.
    package func exchange(_ name: ByteView) -> MessageExchange? { exchangesByName.withLock { $0.find(name) } }

    /// All declared exchanges by name.
    package func exchanges() -> [MessageExchange] { exchangesByName.withLock { $0.sorted } }

    /// The policy of this name as it stands now.
    package func policy(_ name: ByteView) -> Policy? { policiesByName.withLock { $0.find(name) } }

    /// All policies by name.
    package func policies() -> [Policy] { policiesByName.withLock { $0.sorted } }

    /// `Broker.routes(of:)` that the tables of its exchanges are at least as new as.
    var routes: UInt64 { routesNow.load(ordering: .acquiring) }

    func setRoutes(_ routes: UInt64) { routesNow.store(routes, ordering: .releasing) }

    var topicCount: Int { topicsByName.withLock { $0.count } }
    var queueCount: Int { queuesByName.withLock { $0.count } }

    func set(_ topic: Topic) { topicsByName.withLock { $0.set(topic.name, topic) } }
    func removeTopic(_ name: String) { topicsByName.withLock { $0.remove(name) } }
    func set(_ queue: Queue) { queuesByName.withLock { $0.set(queue.name, queue) } }
    func removeQueue(_ name: String) { queuesByName.withLock { $0.remove(name) } }

    func set(_ group: Group) { groupsByName.withLock { $0.set(group.name, group) } }
    func removeGroup(_ name: String) { groupsByName.withLock { $0.remove(name) } }

    func set(_ exchange: MessageExchange) { exchangesByName.withLock { $0.set(exchange.name, exchange) } }
    func removeExchange(_ name: String) { exchangesByName.withLock { $0.remove(name) } }

    func set(_ policy: Policy) { policiesByName.withLock { $0.set(policy.name, policy) } }
    func removePolicy(_ name: String) { policiesByName.withLock { $0.remove(name) } }

    /// Forgets all names; their topics and queues hold the namespace.
    func removeAll() {
        topicsByName.withLock { $0 = NameIndex() }
        queuesByName.withLock { $0 = NameIndex() }
        groupsByName.withLock { $0 = NameIndex() }
        exchangesByName.withLock { $0 = NameIndex() }
        policiesByName.withLock { $0 = NameIndex() }
    }
}
