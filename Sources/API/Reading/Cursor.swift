package import Base

/// Where a reader stands in every partition of one incarnation of a topic.
///
/// Written as `c1.` and base64url of
/// ```
/// shard varint · topic id varint · name hash u32 · turn varint · n varint · n offsets varint · CRC-32C u32
/// ```
/// The hash of the name tells a cursor of another topic from one of an earlier topic of the same name; `turn`
/// is the partition to begin with, so that none starves. 256 partitions take under 3 KiB.
package struct Cursor: Equatable, Sendable, PlaceToken {
    package var topic: EntityID
    package var nameHash: UInt32
    package var turn: Int
    /// The next offset to read, by partition.
    package var offsets: [Offset]

    package init(topic: EntityID, nameHash: UInt32, turn: Int = 0, offsets: [Offset]) {
        self.topic = topic
        self.nameHash = nameHash
        self.turn = turn
        self.offsets = offsets
    }

    /// The hash of `namespace/name`.
    package static func hash(namespace: String, name: String) -> UInt32 {
        "\(namespace)/\(name)".withByteView { CRC32C.checksum($0) }
    }

    // MARK: text

    package static var prefix: StaticString { "c1." }

    package func encode(into fields: inout ByteBuffer) {
        fields.append(varint: 0)
        fields.append(varint: UInt64(topic.rawValue))
        fields.append(littleEndian: nameHash)
        fields.append(varint: UInt64(turn))
        fields.append(varint: UInt64(offsets.count))
        for offset in offsets { fields.append(varint: offset.rawValue) }
    }

    package static func decode(_ fields: inout VarintReader) -> Cursor? {
        guard fields.next() == 0, let topic = fields.next32(), let hash = fields.word(),
            let turn = fields.next(), let count = fields.next(), count <= UInt64(Limits.partitionsMax),
            turn < max(count, 1)
        else { return nil }
        var offsets: [Offset] = []
        offsets.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let offset = fields.next(), offset < 1 << 53 else { return nil }
            offsets.append(Offset(offset))
        }
        return Cursor(topic: EntityID(topic), nameHash: hash, turn: Int(turn), offsets: offsets)
    }
}
