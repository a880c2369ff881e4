package import Base
package import Broker
package import LogFormat

extension Queue {
    /// Stores `count` messages, all or none; see `Topic.publish`.
    package func publish(
        count: Int, suffixes: ByteView, ack: Ack? = nil, traits: MessageTraits = MessageTraits(),
        each: [MessageTraits] = [], identity: PublishIdentity? = nil
    ) async throws(Refused) -> Gated<Published> {
        let ack = ack ?? settings.ack
        if let source = settings.lanes.source { throw Refused(.hasSource(source.name)) }
        let lines = try LaneLines(count: count, suffixes, traits, each, of: self)
        let command = AppendCommand(
            target: id, version: version, first: lines.first, rest: lines.rest, identity: identity, ack: ack)
        let shard = namespace.shard
        try await shard.waitForRoom()
        let stored = try shard.append(command, bodies: lines.bodies, ack: ack)
        if let repeated = stored.repeated {
            return Gated(Published(repeated), gate: shard.gate(stored.sequence))
        }
        let first = Appended(partition: lines.lanes[0], first: stored.first, count: Int(lines.first.count))
        let rest = lines.rest.indices.map { index in
            Appended(
                partition: lines.lanes[index + 1], first: stored.rest[index],
                count: Int(lines.rest[index].count))
        }
        return Gated(
            Published(
                timestamp: stored.timestamp, first: first, rest: rest, ack: ack,
                delayedUntil: stored.delayedUntil),
            gate: shard.gate(stored.sequence))
    }
}
