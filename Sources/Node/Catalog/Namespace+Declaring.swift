package import Base
package import Broker

extension Namespace {
    /// Declares a topic: made, or set to what `wish` names; the rest keeps its value.
    package func declareTopic(
        _ name: String, _ wish: TopicWish, createOnly: Bool = false
    ) throws(Refused) -> Gated<Declared<Topic>> {
        try shard.declare(
            .declareTopic(namespace: id, name: name, wish: wish, createOnly: createOnly)
        ) { state, id in state.entities.topic(id) }
    }

    /// Changes what `wish` names.
    package func changeTopic(_ topic: Topic, _ wish: TopicWish) throws(Refused) -> Gated<Declared<Topic>> {
        try shard.declare(.changeTopic(topic.id, wish)) { state, id in state.entities.topic(id) }
    }

    /// Deletes a topic and its messages; readers of it are woken.
    package func deleteTopic(_ topic: Topic) throws(Refused) -> Gate {
        try shard.carryOut(.deleteTopic(topic.id))
    }

    /// Declares a queue: made, or set to what `wish` names; the rest keeps its value.
    package func declareQueue(
        _ name: String, _ wish: QueueWish, createOnly: Bool = false
    ) throws(Refused) -> Gated<Declared<Queue>> {
        try shard.declare(
            .declareQueue(namespace: id, name: name, wish: wish, createOnly: createOnly)
        ) { state, id in state.entities.queue(id) }
    }

    /// Changes what `wish` names.
    package func changeQueue(_ queue: Queue, _ wish: QueueWish) throws(Refused) -> Gated<Declared<Queue>> {
        try shard.declare(.changeQueue(queue.id, wish)) { state, id in state.entities.queue(id) }
    }

    /// Deletes a queue and its messages; parked receivers are woken.
    /// Stops or goes on handing out messages.
    package func pauseQueue(_ queue: Queue, _ isPaused: Bool) throws(Refused) -> Gated<Queue> {
        try shard.carryOut(.pauseQueue(queue.id, isPaused: isPaused)) { $0.entities.queue(queue.id) }
    }

    package func deleteQueue(_ queue: Queue, evenIfNotEmpty: Bool = true) throws(Refused) -> Gate {
        try shard.carryOut(evenIfNotEmpty ? .deleteQueue(queue.id) : .deleteEmptyQueue(queue.id))
    }

    /// Makes and checks the tokens by which leases of this namespace's queues are settled.
    package var tokens: LeaseTokens { shard.tokens }
}
