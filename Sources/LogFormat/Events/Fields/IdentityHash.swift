package import Base

/// A keyed hash of 128 bits: what a publish that may be repeated is known by.
///
/// Of an Idempotency-Key or a producer's name, each with the topic or queue that it was given for. So wide
/// that two never share one.
package struct IdentityHash: Hashable, Sendable {
    package let low: UInt64
    package let high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }
}

extension FieldReader {
    package mutating func identityHash() throws(FormatError) -> IdentityHash {
        IdentityHash(low: try next(UInt64.self), high: try next(UInt64.self))
    }
}

extension ByteBuffer {
    package mutating func append(_ hash: IdentityHash) {
        append(littleEndian: hash.low)
        append(littleEndian: hash.high)
    }
}
