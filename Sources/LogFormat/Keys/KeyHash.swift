package import Base

/// A keyed hash of one message's key: what a key index knows a key by.
///
/// 74 bits of it count, so that two of 100 million keys share them with a chance below one in a million. Whoever
/// relies on equal hashes says what an equal hash of another key would do.
package struct KeyHash: Equatable, Sendable {
    /// Bytes of its packed form: two little-endian words.
    package static let packedBytes = 16

    /// 64 bits of the hash; 0 for a message without a key, never for a key.
    package let word: UInt64
    /// Ten further bits of the hash in bits 54 ..< 64; bit 53 is set when the message is a tombstone.
    package let mark: UInt64

    package init(word: UInt64, mark: UInt64) {
        self.word = word
        self.mark = mark
    }

    /// What stands for a message without a key.
    package static let none = KeyHash(word: 0, mark: 0)

    package static let tombstoneBit: UInt64 = 1 << 53
    /// The bits of `mark` that belong to the hash.
    package static let hashBits: UInt64 = ~0 << 54

    package var hasKey: Bool { word != 0 }
    package var isTombstone: Bool { mark & Self.tombstoneBit != 0 }

    /// The same key, in a message that is a tombstone.
    package var ofTombstone: KeyHash { KeyHash(word: word, mark: mark | Self.tombstoneBit) }

    /// Whether both are of one key, give or take a collision.
    package func isSameKey(_ other: KeyHash) -> Bool {
        word == other.word && (mark ^ other.mark) & Self.hashBits == 0
    }

    /// Appends the packed form.
    package func pack(into out: inout ByteBuffer) {
        out.append(littleEndian: word)
        out.append(littleEndian: mark)
    }

    /// Reads the `index`th of some packed hashes.
    package init(unpacking bytes: ByteView, at index: Int) {
        word = bytes.load(index * Self.packedBytes, as: UInt64.self)
        mark = bytes.load(index * Self.packedBytes + 8, as: UInt64.self)
    }
}

/// Hashes keys under a secret of the process: nobody outside can choose keys that collide.
package struct KeyHasher: Sendable {
    private let hash: SipHash
    /// The bits that are kept; fewer in tests, which want collisions.
    private let kept: UInt64

    package init(key: SipHash.Key, keptBits: Int = 64) {
        hash = SipHash(key: key)
        kept = keptBits == 64 ? ~0 : ~0 << UInt64(64 - keptBits)
    }

    package func hash(_ key: ByteView) -> KeyHash {
        let (low, high) = hash.wideHash(key)
        let word = low & kept
        return KeyHash(word: word == 0 ? 1 : word, mark: kept == ~0 ? high & KeyHash.hashBits : 0)
    }
}

/// The hashes of the keys of some lines, in their order.
package enum KeyHashes: Sendable {
    /// Nobody asked for them.
    case none
    case one(KeyHash)
    /// Packed, one behind the other; the bytes are the giver's.
    case packed(ByteView)

    package var isNone: Bool { if case .none = self { true } else { false } }

    package subscript(index: Int) -> KeyHash {
        switch self {
        case .none: KeyHash.none
        case .one(let hash): hash
        case .packed(let bytes): KeyHash(unpacking: bytes, at: index)
        }
    }
}
