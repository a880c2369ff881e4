/// Names to ids: open addressing over bytes, without an allocation on lookup.
///
/// The order of insertions and removals alone decides its layout; nothing depends on a per-process seed.
/// A value: copying it shares memory until one copy changes.
public struct NameTable: Sendable {
    private struct Entry: Sendable {
        var hash: UInt64
        var start: Int
        var length: Int
        var id: UInt32
    }

    private var slots: [UInt32] = []
    private var entries: [Entry] = []
    private var names: [UInt8] = []
    private var unusedNameBytes = 0

    /// Names in the table.
    public var count: Int { entries.count }

    /// An empty table.
    public init() {}

    /// The id of `name`, or nil.
    public func find(_ name: ByteView) -> UInt32? {
        guard let slot = slot(of: name, hash: Self.hash(name)) else { return nil }
        return entries[Int(slots[slot]) - 1].id
    }

    /// Adds `name`; false, and nothing changes, when it is there already.
    public mutating func insert(_ name: ByteView, id: UInt32) -> Bool {
        let hash = Self.hash(name)
        if slot(of: name, hash: hash) != nil { return false }
        if (entries.count + 1) * 4 > slots.count * 3 { rehash(Swift.max(8, slots.count * 2)) }
        entries.append(Entry(hash: hash, start: names.count, length: name.count, id: id))
        unsafe names.append(contentsOf: name.buffer)
        place(entries.count)
        return true
    }

    /// Takes `name` out and tells its id, or nil when it was not there.
    public mutating func remove(_ name: ByteView) -> UInt32? {
        guard let slot = slot(of: name, hash: Self.hash(name)) else { return nil }
        let index = Int(slots[slot]) - 1
        let removed = entries[index]
        close(slot)
        if index != entries.count - 1 {
            let moved = entries[entries.count - 1]
            entries[index] = moved
            slots[slotHolding(entries.count, hash: moved.hash)] = UInt32(index + 1)
        }
        entries.removeLast()
        unusedNameBytes += removed.length
        if unusedNameBytes > 4096, unusedNameBytes * 2 > names.count { compactNames() }
        return removed.id
    }

    /// The slot that holds `name`.
    private func slot(of name: ByteView, hash: UInt64) -> Int? {
        if slots.isEmpty { return nil }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let entry = entries[Int(slots[slot]) - 1]
            if entry.hash == hash, entry.length == name.count, bytes(of: entry, equal: name) { return slot }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func bytes(of entry: Entry, equal name: ByteView) -> Bool {
        names.withByteView { $0[entry.start..<entry.start + entry.length] == name }
    }

    private func slotHolding(_ number: Int, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != UInt32(number) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func place(_ number: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: entries[number - 1].hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(number)
    }

    /// Empties a slot and moves up what its neighbours had to pass it for, so that no tombstones gather.
    private mutating func close(_ emptied: Int) {
        let mask = slots.count - 1
        var hole = emptied
        var slot = (hole + 1) & mask
        while slots[slot] != 0 {
            let home = Int(truncatingIfNeeded: entries[Int(slots[slot]) - 1].hash) & mask
            if (slot - home) & mask >= (slot - hole) & mask {
                slots[hole] = slots[slot]
                hole = slot
            }
            slot = (slot + 1) & mask
        }
        slots[hole] = 0
    }

    private mutating func rehash(_ size: Int) {
        slots = [UInt32](repeating: 0, count: size)
        for number in 0..<entries.count { place(number + 1) }
    }

    private mutating func compactNames() {
        var kept: [UInt8] = []
        kept.reserveCapacity(names.count - unusedNameBytes)
        for index in entries.indices {
            let entry = entries[index]
            entries[index].start = kept.count
            kept.append(contentsOf: names[entry.start..<entry.start + entry.length])
        }
        names = kept
        unusedNameBytes = 0
    }

    /// FNV-1a with a final mix, so that the low bits depend on every byte.
    private static func hash(_ name: ByteView) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<name.count { hash = (hash ^ UInt64(name[index])) &* 0x100_0000_01B3 }
        return hash ^ hash >> 29
    }
}
