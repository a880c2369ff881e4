import Base
import Broker
import LogFormat
import TestSupport

extension SnapshotRun {
    /// Declares a policy that changes what becomes of messages, or deletes one.
    mutating func rule() {
        var policies: [EntityID] = []
        stage.broker.definitions { event, _ in
            if case .policyDeclared(let event) = event { policies.append(event.id) }
        }
        if UInt.random(in: 0..<3, using: &random) == 0, let id = policies.randomElement(using: &random) {
            stage.perform(.deletePolicy(id))
            return
        }
        guard let namespace = namespaces.randomElement(using: &random) else { return }
        var wish = PolicyWish(
            pattern: ["*", "*0", "*1"].randomElement(using: &random),
            priority: Int.random(in: 0...1, using: &random))
        if Bool.random(using: &random) {
            var queues = QueueWish(
                backoff: Bool.random(using: &random) ? [Interval(milliseconds: 200)] : nil,
                maxDeliveries: Bool.random(using: &random) ? .at(2) : .asIs)
            if Bool.random(using: &random) { queues.ttl = .at(Interval(milliseconds: 3_000)) }
            if Bool.random(using: &random) { queues.lengthMax = .at(4) }
            queues.overflow = [.dropHead, .reject, nil].randomElement(using: &random) ?? nil
            wish.settings = .queues(queues)
        } else {
            wish.settings = .topics(TopicWish(ack: Ack.none, retention: RetentionWish(count: .at(7))))
        }
        let name = "p\(UInt.random(in: 0..<3, using: &random))"
        stage.perform(
            .declarePolicy(namespace: namespace, name: name, wish: wish, createOnly: false))
    }
}
