package import Base

/// Where a reader stands in every partition of one incarnation of a topic.
///
/// Written as `c1.` and base64url of
/// ```
/// shard varint · topic id varint · name hash u32 · turn varint · n varint · n offsets varint · CRC-32C u32
/// ```
/// The hash of the name tells a cursor of another topic from one of an earlier topic of the same name; `turn`
/// is the partition to begin with, so that none starves. 256 partitions take under 3 KiB.
package struct Cursor: Equatable, Sendable {
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

    /// Whether `text` claims to be a cursor.
    package static func isLike(_ text: ByteView) -> Bool { text.hasPrefix("c1.") }

    /// Appends the text; `scratch` is emptied and used.
    package func write(into out: inout ByteBuffer, scratch: inout ByteBuffer) {
        scratch.removeAll()
        scratch.append(varint: 0)
        scratch.append(varint: UInt64(topic.rawValue))
        scratch.append(littleEndian: nameHash)
        scratch.append(varint: UInt64(turn))
        scratch.append(varint: UInt64(offsets.count))
        for offset in offsets { scratch.append(varint: offset.rawValue) }
        scratch.append(littleEndian: CRC32C.checksum(scratch.bytes))
        out.append("c1.")
        Base64.encodeURL(scratch.bytes, into: &out)
    }

    /// The text as a string.
    package var text: String {
        var out = ByteBuffer()
        var scratch = ByteBuffer()
        write(into: &out, scratch: &scratch)
        return out.bytes.string
    }

    /// Reads a cursor, or gives nil for anything that was not written as one.
    package init?(_ text: ByteView) {
        guard Self.isLike(text), text.count <= Self.textBytesMax else { return nil }
        var payload = ByteBuffer(capacity: text.count)
        do throws(TextError) { try Base64.decodeURL(text.dropping(3), into: &payload) } catch { return nil }
        let bytes = payload.bytes
        guard bytes.count > 4 else { return nil }
        let end = bytes.count - 4
        guard bytes.load(end, as: UInt32.self) == CRC32C.checksum(bytes[0..<end]) else { return nil }
        var reader = VarintReader(bytes[0..<end])
        guard reader.next() == 0, let topic = reader.next(), topic <= UInt32.max, let hash = reader.word(),
            let turn = reader.next(), let count = reader.next(), count <= UInt64(Limits.partitionsMax),
            turn < max(count, 1)
        else { return nil }
        var offsets: [Offset] = []
        offsets.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let offset = reader.next(), offset < 1 << 53 else { return nil }
            offsets.append(Offset(offset))
        }
        guard reader.isAtEnd else { return nil }
        self.init(
            topic: EntityID(UInt32(topic)), nameHash: hash, turn: Int(turn), offsets: offsets)
    }

    /// Bytes of the longest text that is read.
    package static let textBytesMax = 4096
}
