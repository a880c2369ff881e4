import Base
import LogFormat

/// One key and the offset of its latest message, in 16 bytes.
///
/// The second word is ten bits of the hash, the tombstone's bit, and the offset, which is below 2^53.
struct KeySlot: BitwiseCopyable, Equatable {
    static let bytes = 16
    private static let offsetBits: UInt64 = 1 << 53 - 1

    /// 0 when the slot is free.
    let word: UInt64
    let packed: UInt64

    static let free = KeySlot(word: 0, packed: 0)

    init(word: UInt64, packed: UInt64) {
        self.word = word
        self.packed = packed
    }

    init(_ key: KeyHash, at offset: Offset) {
        word = key.word
        packed = key.mark | offset.rawValue & Self.offsetBits
    }

    var isFree: Bool { word == 0 }
    var offset: Offset { Offset(packed & Self.offsetBits) }
    var isTombstone: Bool { packed & KeyHash.tombstoneBit != 0 }

    func isOf(_ key: KeyHash) -> Bool {
        word == key.word && (packed ^ key.mark) & KeyHash.hashBits == 0
    }
}
