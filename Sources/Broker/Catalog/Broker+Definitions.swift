package import Base
package import LogFormat

extension Broker {
    /// Tells the catalog as it is now, in the order of ids: each entity as the event that would declare it.
    ///
    /// `version` is how often it was changed since it was declared.
    package borrowing func definitions(_ body: (_ declaration: Event, _ version: UInt32) -> Void) {
        for id in 0..<entities.nextEntity.rawValue {
            switch entities[EntityID(id)] {
            case .vacant: break
            case .namespace(let namespace): body(.namespaceDeclared(namespace.declaration), 0)
            case .topic(let topic): body(.topicDeclared(topic.declaration), topic.version)
            case .queue(let queue):
                body(.queueDeclared(queue.declaration), queue.version)
                if let lanes = queue.lanesAdded { body(.lanesAdded(lanes), 0) }
            case .group(let group): body(.groupDeclared(group.declaration), group.version)
            case .exchange(let exchange): body(.exchangeDeclared(exchange.declaration), exchange.version)
            case .policy(let policy): body(.policyDeclared(policy.declaration), policy.version)
            }
        }
    }

    /// Tells the bindings of all exchanges as they are now, each as the event that would bring it.
    package borrowing func bindings(_ body: (Event) -> Void) {
        for id in 0..<entities.nextEntity.rawValue {
            guard let exchange = entities.exchange(EntityID(id)) else { continue }
            for kept in exchange.bindings {
                body(.bound(Bound(exchange: exchange.id, binding: kept.binding)))
            }
        }
    }

    /// Offset that the next message of a log gets; nil when there is no such log.
    package borrowing func end(of log: LogID) -> Offset? { entities.log(log)?.next }
}
