package import Base
package import Broker
package import LogFormat

extension Queue {
    /// Stores `count` messages, all or none; see `Topic.publish`. Those that came before are left out.
    package func publish(
        count: Int, suffixes: ByteView, ack: Ack? = nil, traits: MessageTraits = MessageTraits(),
        each: [MessageTraits] = [], identity: PublishIdentity? = nil
    ) async throws(Refused) -> Gated<Published> {
        let ack = ack ?? settings.ack
        if let source = settings.lanes.source { throw Refused(.hasSource(source.name)) }
        let shard = namespace.shard
        var distinct = DistinctLines(count: count, each: each)
        while true {
            let bytes = distinct.bytes(of: suffixes)
            let lines = try LaneLines(count: distinct.count, bytes, traits, distinct.each, of: self)
            let command = AppendCommand(
                target: id, version: version, first: lines.first, rest: lines.rest, identity: identity,
                ack: ack)
            try await shard.waitForRoom()
            let stored = try shard.append(command, bodies: lines.bodies, ack: ack)
            if let repeated = stored.repeated {
                return Gated(
                    Published(repeated, places: lines.places(stored)), gate: shard.gate(stored.sequence))
            }
            // Left out, and the others tried again: some may have come by another way meanwhile.
            if !stored.duplicates.isEmpty {
                distinct.leaveOut(lines.asTheyCame(stored.duplicates), of: suffixes)
            }
            guard stored.duplicates.isEmpty || distinct.count == 0 else { continue }
            return Gated(
                published(stored, lines, distinct, ack: ack), gate: shard.gate(stored.sequence))
        }
    }

    /// What is told of a publish; nothing was stored when all of it came before.
    private func published(
        _ stored: Stored, _ lines: borrowing LaneLines, _ distinct: borrowing DistinctLines, ack: Ack
    ) -> Published {
        guard distinct.count > 0 else {
            return Published(
                timestamp: stored.timestamp, first: Appended(partition: 0, first: .zero, count: 0), rest: [],
                ack: ack, duplicates: distinct.duplicates { _ in LaneOffset(.zero) })
        }
        let lane = lines.lanes[0]
        let places = lines.places(stored)
        let rest = lines.rest.indices.map { index in
            Appended(
                partition: lines.lanes[index + 1], first: stored.rest[index],
                count: Int(lines.rest[index].count))
        }
        return Published(
            timestamp: stored.timestamp,
            first: Appended(partition: lane, first: stored.first, count: Int(lines.first.count)), rest: rest,
            ack: ack, delayedUntil: stored.delayedUntil,
            duplicates: distinct.duplicates { index in
                places.isEmpty ? LaneOffset(lane: UInt16(lane), stored.first + index) : places[index]
            }, places: places)
    }
}
