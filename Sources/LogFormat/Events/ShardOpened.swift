package import Base

/// A process took up the shard: a new epoch began.
///
/// ```
///  0  8  event header
///  8  4  epoch
/// 12  4  zero
/// 16  8  opened at, ms
/// 24  4  length of the tagged fields; 1: 16 bytes, the key of lease tokens
/// ```
package struct ShardOpened: Equatable, Sendable {
    package var epoch: UInt32
    package var openedAt: Instant
    /// Key of the shard's lease tokens; in the first one only, and for ever.
    package var tokenKey: SipHash.Key?

    package init(epoch: UInt32, openedAt: Instant, tokenKey: SipHash.Key?) {
        self.epoch = epoch
        self.openedAt = openedAt
        self.tokenKey = tokenKey
    }
}

extension ShardOpened {
    private static let keyTag: UInt8 = 1

    init(_ fields: inout FieldReader) throws(FormatError) {
        epoch = try fields.next(UInt32.self)
        try fields.zero(UInt32.self)
        openedAt = try fields.instant()
        var tagged = try fields.tagged()
        tokenKey = nil
        if !tagged.isAtEnd {
            let field = try tagged.tag()
            guard field.tag == Self.keyTag, field.bytes.count == 16 else { throw .badField("tag") }
            tokenKey = SipHash.Key(
                low: field.bytes.load(0, as: UInt64.self), high: field.bytes.load(8, as: UInt64.self))
        }
        try tagged.end()
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.shardOpened)
        output.append(littleEndian: epoch)
        output.append(littleEndian: UInt32(0))
        output.append(openedAt)
        if let tokenKey {
            output.append(littleEndian: UInt32(20))
            output.append(tag: Self.keyTag, length: 16)
            output.append(littleEndian: tokenKey.low)
            output.append(littleEndian: tokenKey.high)
        } else {
            output.appendNoTagged()
        }
        output.endEvent(start)
    }
}
