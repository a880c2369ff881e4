package import Base

/// Makes and checks lease tokens of one shard; a value that any thread may use outside the lock.
///
/// 33 bytes, hence 44 characters of URL-safe base64 without padding:
/// ```
///  0  1  version, 1
///  1  4  shard
///  5  4  queue
///  9  4  log
/// 13  8  offset
/// 21  4  generation
/// 25  8  SipHash-2-4 of bytes 0 ..< 25 under the shard's key
/// ```
package struct LeaseTokens: Sendable {
    /// Characters of a token.
    package static let textBytes = 44

    private static let version: UInt8 = 1
    private static let signedBytes = 25
    private static let tokenBytes = 33

    private let shard: UInt32
    private let hash: SipHash

    package init(shard: UInt32, key: SipHash.Key) {
        self.shard = shard
        hash = SipHash(key: key)
    }

    /// Appends the text of `token`.
    package func write(_ token: LeaseToken, into output: inout ByteBuffer) {
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.tokenBytes, alignment: 8) { bytes in
            unsafe bytes.storeBytes(of: Self.version, as: UInt8.self)
            unsafe bytes.storeBytes(of: shard.littleEndian, toByteOffset: 1, as: UInt32.self)
            unsafe bytes.storeBytes(of: token.queue.rawValue.littleEndian, toByteOffset: 5, as: UInt32.self)
            unsafe bytes.storeBytes(of: token.log.rawValue.littleEndian, toByteOffset: 9, as: UInt32.self)
            unsafe bytes.storeBytes(
                of: token.offset.rawValue.littleEndian, toByteOffset: 13, as: UInt64.self)
            unsafe bytes.storeBytes(
                of: token.generation.littleEndian, toByteOffset: 21, as: UInt32.self)
            let view = unsafe ByteView(UnsafeRawBufferPointer(bytes))
            let code = hash.hash(view[0..<Self.signedBytes])
            unsafe bytes.storeBytes(of: code.littleEndian, toByteOffset: Self.signedBytes, as: UInt64.self)
            Base64.encodeURL(view, into: &output)
        }
    }

    /// Reads a token; anything but one that this shard wrote, to the character, is `BrokerError.badLease`.
    ///
    /// Needs `scratch` for 33 bytes; what it held is lost.
    package func read(_ text: ByteView, scratch: inout ByteBuffer) throws(BrokerError) -> LeaseToken {
        guard text.count == Self.textBytes else { throw .badLease }
        scratch.removeAll()
        do { try Base64.decodeURL(text, into: &scratch) } catch { throw .badLease }
        let bytes = scratch.bytes
        // All of it is compared before anything is refused: how long it takes tells a forger nothing.
        let wrong =
            hash.hash(bytes[0..<Self.signedBytes]) ^ bytes.load(Self.signedBytes, as: UInt64.self)
            | UInt64(bytes[0] ^ Self.version)
            | UInt64(bytes.load(1, as: UInt32.self) ^ shard)
        guard wrong == 0 else { throw .badLease }
        return LeaseToken(
            queue: EntityID(bytes.load(5, as: UInt32.self)), log: LogID(bytes.load(9, as: UInt32.self)),
            offset: Offset(bytes.load(13, as: UInt64.self)), generation: bytes.load(21, as: UInt32.self))
    }

    /// A secret of its own for hashes of keys; the same in every process that has the shard.
    package var keyHashKey: SipHash.Key {
        SipHash.Key(low: hash.hash(ByteView("key hash low")), high: hash.hash(ByteView("key hash high")))
    }

    /// A secret of its own for hashes of Idempotency-Keys and producers; the same in every process too.
    package var identityHashKey: SipHash.Key {
        SipHash.Key(low: hash.hash(ByteView("identity low")), high: hash.hash(ByteView("identity high")))
    }

    /// The number of an attempt, for `ReceiveCommand.attempt`; never 0.
    package func attempt(_ name: ByteView) -> UInt64 { Swift.max(1, hash.hash(name)) }
}
