package import Base
package import Broker

/// Where a member of a group stands after an answer: what `next` says, `after` gives back, and an event's id is.
///
/// Written as `g1.` and base64url of
/// ```
/// shard varint · group id varint · hash of the group's name u32 · hash of the member's name u32
/// epoch varint · turn varint · n varint · n × (log id varint, less the one before · end varint) · CRC-32C u32
/// ```
/// The hashes tell a token of another group or member from one of an earlier group of the same name; `turn` is
/// the log to begin with, so that none starves.
package struct GroupToken: Equatable, Sendable, PlaceToken {
    package var group: EntityID
    package var groupHash: UInt32
    package var memberHash: UInt32
    package var epoch: UInt64
    package var turn: LogID
    /// What is committed by giving it back, ascending by log.
    package var ends: [LogEnd]

    package init(
        group: EntityID, groupHash: UInt32, memberHash: UInt32, epoch: UInt64, turn: LogID = LogID(0),
        ends: [LogEnd] = []
    ) {
        self.group = group
        self.groupHash = groupHash
        self.memberHash = memberHash
        self.epoch = epoch
        self.turn = turn
        self.ends = ends
    }

    /// The hash of a member's name.
    package static func hash(member: String) -> UInt32 { member.withByteView { CRC32C.checksum($0) } }

    // MARK: text

    package static var prefix: StaticString { "g1." }
    /// Logs that a token may name, so that its text stays below what is read.
    package static let endsMax = Limits.pollPartitionsMax

    package func encode(into fields: inout ByteBuffer) {
        fields.append(varint: 0)
        fields.append(varint: UInt64(group.rawValue))
        fields.append(littleEndian: groupHash)
        fields.append(littleEndian: memberHash)
        fields.append(varint: epoch)
        fields.append(varint: UInt64(turn.rawValue))
        fields.append(varint: UInt64(ends.count))
        var before: UInt32 = 0
        for end in ends {
            fields.append(varint: UInt64(end.log.rawValue - before))
            fields.append(varint: end.end.rawValue)
            before = end.log.rawValue
        }
    }

    package static func decode(_ fields: inout VarintReader) -> GroupToken? {
        guard fields.next() == 0, let group = fields.next32(), let groupHash = fields.word(),
            let memberHash = fields.word(), let epoch = fields.next(), let turn = fields.next32(),
            let count = fields.next(), count <= UInt64(endsMax)
        else { return nil }
        var token = GroupToken(
            group: EntityID(group), groupHash: groupHash, memberHash: memberHash, epoch: epoch,
            turn: LogID(turn))
        token.ends.reserveCapacity(Int(count))
        var log: UInt64 = 0
        for index in 0..<count {
            guard let step = fields.next(), let offset = fields.next(), offset < 1 << 53 else { return nil }
            guard index == 0 || step > 0, step <= UInt64(UInt32.max) - log else { return nil }
            log += step
            token.ends.append(LogEnd(log: LogID(UInt32(log)), end: Offset(offset)))
        }
        return token
    }
}
