internal import Base
package import Broker
package import LogFormat

extension Topic {
    /// Stores all blocks or none; `first` and `rest` name different partitions.
    ///
    /// Suspends only while the journal has no room, at most `Limits.publishWaitMax`. Refused as `stale` when
    /// the topic has changed since it was looked up.
    package func publish(
        _ first: PublishBlock, _ rest: [PublishBlock] = [], ack: Ack? = nil,
        identity: PublishIdentity? = nil
    ) async throws(Refused) -> Gated<Published> {
        let ack = ack ?? settings.ack
        guard let one = block(first) else { throw Refused(.badPartition(count: logs.count)) }
        var more: [AppendCommand.Block] = []
        for wanted in rest {
            guard let one = block(wanted) else { throw Refused(.badPartition(count: logs.count)) }
            more.append(one)
        }
        let isKeyed = settings.cleanup.compacts
        if !isKeyed { try checkNothingIsExpected(first, rest) }
        let command = AppendCommand(
            target: id, version: version, first: one, rest: more, identity: identity, ack: ack)
        let bodies = Bodies(first: first.suffixes, rest: rest.map(\.suffixes))
        let shard = namespace.shard
        try await shard.waitForRoom()
        let keyed = isKeyed ? KeyedLines(topic: self, first: first, rest: rest) : nil
        let stored = try shard.append(command, bodies: bodies, keyed: keyed, ack: ack)
        if let repeated = stored.repeated {
            return Gated(Published(repeated), gate: shard.gate(stored.sequence))
        }
        return Gated(
            Published(
                timestamp: stored.timestamp,
                first: Appended(partition: first.partition, first: stored.first, count: first.count),
                rest: zip(rest, stored.rest).map {
                    Appended(partition: $0.partition, first: $1, count: $0.count)
                }, ack: ack),
            gate: shard.gate(stored.sequence))
    }

    private func checkNothingIsExpected(
        _ first: PublishBlock, _ rest: [PublishBlock]
    ) throws(Refused) {
        guard first.expectations.isEmpty, rest.allSatisfy({ $0.expectations.isEmpty }) else {
            throw Refused(.notCompacted)
        }
    }

    private func block(_ wanted: PublishBlock) -> AppendCommand.Block? {
        guard logs.indices.contains(wanted.partition) else { return nil }
        return self.wanted(wanted)
    }
}
