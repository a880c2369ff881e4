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
package struct GroupToken: Equatable, Sendable {
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

    /// Whether `text` claims to be a token.
    package static func isLike(_ text: ByteView) -> Bool { text.hasPrefix("g1.") }

    /// Appends the text; `scratch` is emptied and used.
    package func write(into out: inout ByteBuffer, scratch: inout ByteBuffer) {
        scratch.removeAll()
        scratch.append(varint: 0)
        scratch.append(varint: UInt64(group.rawValue))
        scratch.append(littleEndian: groupHash)
        scratch.append(littleEndian: memberHash)
        scratch.append(varint: epoch)
        scratch.append(varint: UInt64(turn.rawValue))
        scratch.append(varint: UInt64(ends.count))
        var before: UInt32 = 0
        for end in ends {
            scratch.append(varint: UInt64(end.log.rawValue - before))
            scratch.append(varint: end.end.rawValue)
            before = end.log.rawValue
        }
        scratch.append(littleEndian: CRC32C.checksum(scratch.bytes))
        out.append("g1.")
        Base64.encodeURL(scratch.bytes, into: &out)
    }

    /// The text as a string.
    package var text: String {
        var out = ByteBuffer()
        var scratch = ByteBuffer()
        write(into: &out, scratch: &scratch)
        return out.bytes.string
    }

    /// Reads a token, or gives nil for anything that was not written as one.
    package init?(_ text: ByteView) {
        guard Self.isLike(text), text.count <= Self.textBytesMax else { return nil }
        var payload = ByteBuffer(capacity: text.count)
        do throws(TextError) { try Base64.decodeURL(text.dropping(3), into: &payload) } catch { return nil }
        let bytes = payload.bytes
        guard bytes.count > 4 else { return nil }
        let end = bytes.count - 4
        guard bytes.load(end, as: UInt32.self) == CRC32C.checksum(bytes[0..<end]) else { return nil }
        var reader = VarintReader(bytes[0..<end])
        guard reader.next() == 0, let group = reader.next32(), let groupHash = reader.word(),
            let memberHash = reader.word(), let epoch = reader.next(), let turn = reader.next32(),
            let count = reader.next(), count <= UInt64(Self.endsMax)
        else { return nil }
        self.init(
            group: EntityID(group), groupHash: groupHash, memberHash: memberHash, epoch: epoch,
            turn: LogID(turn))
        ends.reserveCapacity(Int(count))
        var log: UInt64 = 0
        for index in 0..<count {
            guard let step = reader.next(), let offset = reader.next(), offset < 1 << 53 else { return nil }
            guard index == 0 || step > 0, step <= UInt64(UInt32.max) - log else { return nil }
            log += step
            ends.append(LogEnd(log: LogID(UInt32(log)), end: Offset(offset)))
        }
        guard reader.isAtEnd else { return nil }
    }

    /// Bytes of the longest text that is read.
    package static let textBytesMax = 4096
    /// Logs that a token may name, so that it stays below that.
    package static let endsMax = Limits.pollPartitionsMax
}

extension VarintReader {
    fileprivate mutating func next32() -> UInt32? { next().flatMap { UInt32(exactly: $0) } }
}
