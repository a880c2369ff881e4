package import Base

/// A publish with an Idempotency-Key was carried out, in the frame that tells so.
///
/// ```
///  0  8  event header
///  8  16 hash of the key and of what it was given for
/// 24  8  fingerprint of what was asked
/// 32  8  taken at, ms
/// 40  4  topic or queue
/// 44  4  length of the tagged fields: none yet
/// 48     result
/// ```
package struct IdempotentResult: Equatable, Sendable {
    package var target: EntityID
    package var hash: IdentityHash
    package var fingerprint: UInt64
    package var takenAt: Instant
    package var result: PublishResult

    package init(
        target: EntityID, hash: IdentityHash, fingerprint: UInt64, takenAt: Instant, result: PublishResult
    ) {
        self.target = target
        self.hash = hash
        self.fingerprint = fingerprint
        self.takenAt = takenAt
        self.result = result
    }
}

extension IdempotentResult {
    /// Reads its fields, and no more.
    package init(_ fields: inout FieldReader) throws(FormatError) {
        hash = try fields.identityHash()
        fingerprint = try fields.next(UInt64.self)
        takenAt = try fields.instant()
        target = try fields.entity()
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        result = try PublishResult(&fields)
    }

    /// Writes everything but a header.
    package func encodeFields(into output: inout ByteBuffer) {
        output.append(hash)
        output.append(littleEndian: fingerprint)
        output.append(takenAt)
        output.append(target)
        output.appendNoTagged()
        result.encode(into: &output)
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.idempotentResult)
        encodeFields(into: &output)
        output.endEvent(start)
    }
}
