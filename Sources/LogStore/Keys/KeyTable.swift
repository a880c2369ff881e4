import Base
import LogFormat

/// From the hash of a key to the offset of its latest message, for any number of keys.
///
/// Extendible hashing (Fagin and others, 1979): a directory by the leading bits of the hash leads to segments
/// of at most 64 KiB, so that no single insertion moves more than one of them. About 16 / 0.75 bytes a key.
struct KeyTable: ~Copyable {
    /// How an offset was taken in.
    enum Outcome: Equatable {
        /// The key was not known.
        case added
        /// An earlier message of the key is superseded.
        case replaced(KeySlot)
        /// A later message of the key is known: this one is superseded.
        case outdated
        /// It is known already.
        case known
    }

    /// Leading bits that the directory goes by at most; beyond, segments grow instead.
    private static let depthMax = 24

    private var directory: [KeySegment]
    private var depth = 0
    private(set) var count = 0
    /// Bytes of all segments and the directory.
    private(set) var bytes: Int

    init() {
        let first = KeySegment(slots: KeySegment.slotsMin, depth: 0)
        directory = [first]
        bytes = first.bytes + MemoryLayout<KeySegment>.stride
    }

    deinit { Self.free(directory, depth) }

    private static func free(_ directory: [KeySegment], _ depth: Int) {
        var place = 0
        while place < directory.count {
            let segment = directory[place]
            place += 1 << (depth - segment.depth)
            segment.free()
        }
    }

    private func place(of key: KeyHash) -> Int {
        depth == 0 ? 0 : Int(truncatingIfNeeded: key.word >> UInt64(64 - depth))
    }

    /// What is known of a key; nil when nothing.
    func find(_ key: KeyHash) -> KeySlot? {
        let segment = directory[place(of: key)]
        let slot = segment[segment.index(of: key)]
        return slot.isFree ? nil : slot
    }

    /// Notes that the message at `offset` has this key; the highest offset stays.
    mutating func put(_ key: KeyHash, at offset: Offset) -> Outcome {
        var segment = directory[place(of: key)]
        var index = segment.index(of: key)
        let before = segment[index]
        if !before.isFree {
            if before.offset == offset { return .known }
            if before.offset > offset { return .outdated }
            segment.replace(KeySlot(key, at: offset), at: index)
            return .replaced(before)
        }
        if segment.isCrowded {
            segment = makeRoom(for: key)
            index = segment.index(of: key)
        }
        segment.insert(KeySlot(key, at: offset), at: index)
        count += 1
        return .added
    }

    /// Forgets a key if its latest message is the one at `offset`.
    mutating func remove(_ key: KeyHash, at offset: Offset) -> KeySlot? {
        let segment = directory[place(of: key)]
        let index = segment.index(of: key)
        let slot = segment[index]
        guard !slot.isFree, slot.offset == offset else { return nil }
        segment.remove(at: index)
        count -= 1
        return slot
    }

    /// Forgets the keys of one segment whose latest message lies before `start`.
    ///
    /// `place` is 0 at first and then what this returned, until that is nil: places stay good while the
    /// table grows in between.
    mutating func sweep(
        at place: UInt64, before start: Offset, forgotten: (KeySlot) -> Void
    ) -> UInt64? {
        let number = depth == 0 ? 0 : Int(truncatingIfNeeded: place >> UInt64(64 - depth))
        let segment = directory[number]
        var index = 0
        while index < segment.slots {
            let slot = segment[index]
            if slot.isFree || slot.offset >= start {
                index += 1
            } else {
                // What moves into this slot is looked at next; what wrapped around was looked at.
                segment.remove(at: index)
                count -= 1
                forgotten(slot)
            }
        }
        guard segment.depth > 0 else { return nil }
        let shift = UInt64(64 - segment.depth)
        let next = (place >> shift &+ 1) << shift
        return next == 0 ? nil : next
    }

    // MARK: growing

    private mutating func makeRoom(for key: KeyHash) -> KeySegment {
        let place = place(of: key)
        let segment = directory[place]
        if segment.slots < KeySegment.slotsMax || segment.depth == Self.depthMax {
            let grown = segment.grown()
            bytes += grown.bytes - segment.bytes
            fill(place, segment.depth, with: grown)
            segment.free()
            return grown
        }
        if segment.depth == depth { doubleDirectory() }
        let (zero, one) = segment.parted()
        bytes += zero.bytes + one.bytes - segment.bytes
        let width = 1 << (depth - segment.depth)
        let first = self.place(of: key) & ~(width - 1)
        for index in first..<first + width / 2 { directory[index] = zero }
        for index in first + width / 2..<first + width { directory[index] = one }
        segment.free()
        // All keys may have gone to one side.
        let chosen = directory[self.place(of: key)]
        return chosen.isCrowded ? makeRoom(for: key) : chosen
    }

    private mutating func fill(_ place: Int, _ segmentDepth: Int, with segment: KeySegment) {
        let width = 1 << (depth - segmentDepth)
        let first = place & ~(width - 1)
        for index in first..<first + width { directory[index] = segment }
    }

    private mutating func doubleDirectory() {
        bytes += directory.count * MemoryLayout<KeySegment>.stride
        var doubled: [KeySegment] = []
        doubled.reserveCapacity(directory.count * 2)
        for segment in directory {
            doubled.append(segment)
            doubled.append(segment)
        }
        directory = doubled
        depth += 1
    }
}
