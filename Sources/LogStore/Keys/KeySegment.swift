import Base
import LogFormat

/// A small table of keys: open addressing with linear probing over raw memory.
///
/// A handle: copies are the same table, and `free` ends it. It grows by a quarter at 6/7 of its slots, so
/// that a key takes 19 to 24 bytes. Never full: there is always a free slot to end a search at.
@safe
struct KeySegment {
    /// Slots from which on a table parts in two rather than grows.
    static let slotsMax = 4096
    static let slotsMin = 8

    private struct Header {
        var slots: UInt32
        var used: UInt32
        /// How many leading bits of the hash all its keys share.
        var depth: UInt32
    }

    private static let headerBytes = 16
    private let base: UnsafeMutableRawPointer

    init(slots: Int, depth: Int) {
        let bytes = Self.headerBytes + slots * KeySlot.bytes
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        unsafe base.storeBytes(
            of: Header(slots: UInt32(slots), used: 0, depth: UInt32(depth)), as: Header.self)
    }

    func free() { unsafe base.deallocate() }

    private var header: Header { unsafe base.load(as: Header.self) }
    var slots: Int { Int(header.slots) }
    var used: Int { Int(header.used) }
    var depth: Int { Int(header.depth) }
    /// Bytes it takes.
    var bytes: Int { Self.headerBytes + slots * KeySlot.bytes }

    /// Whether one key more asks for more slots.
    var isCrowded: Bool { (used + 1) * 7 > slots * 6 }

    subscript(index: Int) -> KeySlot {
        unsafe base.load(fromByteOffset: Self.headerBytes + index * KeySlot.bytes, as: KeySlot.self)
    }

    private func store(_ slot: KeySlot, _ index: Int) {
        unsafe base.storeBytes(
            of: slot, toByteOffset: Self.headerBytes + index * KeySlot.bytes, as: KeySlot.self)
    }

    private func count(_ change: Int) {
        var header = header
        header.used = UInt32(Int(header.used) + change)
        unsafe base.storeBytes(of: header, as: Header.self)
    }

    /// Where a search for a hash begins: by its low half, since the high bits chose the segment.
    private static func home(of word: UInt64, among slots: Int) -> Int {
        Int((word & 0xFFFF_FFFF) &* UInt64(slots) >> 32)
    }

    /// The slot of a key, or the free one where it would go.
    func index(of key: KeyHash) -> Int {
        let slots = slots
        var index = Self.home(of: key.word, among: slots)
        while true {
            let slot = self[index]
            if slot.isFree || slot.isOf(key) { return index }
            index += 1
            if index == slots { index = 0 }
        }
    }

    /// Fills the free slot `index`.
    func insert(_ slot: KeySlot, at index: Int) {
        store(slot, index)
        count(1)
    }

    /// Changes what a key's slot says.
    func replace(_ slot: KeySlot, at index: Int) { store(slot, index) }

    /// Frees a slot, and moves up what was found by passing it.
    func remove(at removed: Int) {
        let slots = slots
        var hole = removed
        var index = removed
        while true {
            index = index + 1 == slots ? 0 : index + 1
            let slot = self[index]
            if slot.isFree { break }
            let home = Self.home(of: slot.word, among: slots)
            let isBehindHole = hole < index ? home > hole && home <= index : home > hole || home <= index
            if isBehindHole { continue }
            store(slot, hole)
            hole = index
        }
        store(.free, hole)
        count(-1)
    }

    /// Adds a key known not to be here.
    func add(_ slot: KeySlot) {
        let slots = slots
        var index = Self.home(of: slot.word, among: slots)
        while !self[index].isFree {
            index += 1
            if index == slots { index = 0 }
        }
        insert(slot, at: index)
    }

    /// The same keys with a quarter more slots.
    func grown() -> KeySegment {
        let next = KeySegment(slots: slots + max(Self.slotsMin, slots / 4), depth: depth)
        for index in 0..<slots where !self[index].isFree { next.add(self[index]) }
        return next
    }

    /// The same keys in two: those whose next bit is 0, and the others.
    func parted() -> (zero: KeySegment, one: KeySegment) {
        let shift = UInt64(63 - depth)
        var ones = 0
        for index in 0..<slots where !self[index].isFree { ones += Int(self[index].word >> shift & 1) }
        let zero = KeySegment(slots: Self.roomFor(used - ones), depth: depth + 1)
        let one = KeySegment(slots: Self.roomFor(ones), depth: depth + 1)
        for index in 0..<slots where !self[index].isFree {
            let slot = self[index]
            (slot.word >> shift & 1 == 0 ? zero : one).add(slot)
        }
        return (zero, one)
    }

    private static func roomFor(_ keys: Int) -> Int { max(slotsMin, keys + keys / 4 + 2) }
}
