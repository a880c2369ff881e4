package import Base

/// A producer's next publish was carried out, in the frame that tells so.
///
/// ```
///  0  8  event header
///  8  16 hash of the producer's name and of what it publishes to
/// 24  8  epoch
/// 32  8  number of the publish
/// 40  8  fingerprint of what was asked
/// 48  8  time, ms
/// 56  4  topic or queue
/// 60  4  length of the tagged fields; 1: hashes of producers that are forgotten for this one's sake
/// ..     result
/// ```
package struct ProducerAdvanced: Equatable, Sendable {
    package var target: EntityID
    package var hash: IdentityHash
    package var epoch: UInt64
    package var number: UInt64
    package var fingerprint: UInt64
    package var advancedAt: Instant
    /// Producers that make room, the longest unheard first; few, mostly none.
    package var forgotten: [IdentityHash]
    package var result: PublishResult

    package init(
        target: EntityID, hash: IdentityHash, epoch: UInt64, number: UInt64, fingerprint: UInt64,
        advancedAt: Instant, forgotten: [IdentityHash] = [], result: PublishResult
    ) {
        self.target = target
        self.hash = hash
        self.epoch = epoch
        self.number = number
        self.fingerprint = fingerprint
        self.advancedAt = advancedAt
        self.forgotten = forgotten
        self.result = result
    }
}

extension ProducerAdvanced {
    private static let hashBytes = 16

    /// Bytes of the hashes of those that make room.
    var forgottenBytes: Int { forgotten.count * Self.hashBytes }

    init(_ fields: inout FieldReader) throws(FormatError) {
        hash = try fields.identityHash()
        epoch = try fields.next(UInt64.self)
        number = try fields.next(UInt64.self)
        guard epoch < 1 << 53, number < 1 << 53 else { throw .badField("number") }
        fingerprint = try fields.next(UInt64.self)
        advancedAt = try fields.instant()
        target = try fields.entity()
        forgotten = []
        var tagged = try fields.tagged()
        if !tagged.isAtEnd {
            let (tag, bytes) = try tagged.tag()
            guard tag == 1, !bytes.isEmpty, bytes.count.isMultiple(of: Self.hashBytes), tagged.isAtEnd else {
                throw .badField("tag")
            }
            var hashes = FieldReader(bytes)
            while !hashes.isAtEnd { forgotten.append(try hashes.identityHash()) }
        }
        result = try PublishResult(&fields)
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.producerAdvanced)
        output.append(hash)
        output.append(littleEndian: epoch)
        output.append(littleEndian: number)
        output.append(littleEndian: fingerprint)
        output.append(advancedAt)
        output.append(target)
        if forgotten.isEmpty {
            output.appendNoTagged()
        } else {
            let length = forgotten.count * Self.hashBytes
            output.append(littleEndian: UInt32(4 + length))
            output.append(tag: 1, length: length)
            for hash in forgotten { output.append(hash) }
        }
        result.encode(into: &output)
        output.endEvent(start)
    }
}
