internal import Base

/// The messages of a queue that are not ready before their time, by that time: a binary heap.
///
/// 28 bytes a message. Equal times come in the order of the offsets, so that nothing depends on history. A
/// timer wheel would be quicker, but is exact to its slots only and moves thousands at once now and then.
/// All is derived from events.
struct Waits {
    private struct Entry {
        var due: Instant
        var offset: UInt64
        var handle: UInt32

        static func < (left: Entry, right: Entry) -> Bool {
            left.due != right.due ? left.due < right.due : left.offset < right.offset
        }
    }

    private var entries: [Entry] = []
    /// Place in `entries` of each handle.
    private var places: [UInt32] = []
    private var free: [UInt32] = []

    /// While a snapshot visits the queue, when the waits that ended meanwhile would have ended.
    private var isFrozen = false
    private var kept: [UInt32] = []
    private var keptDues: [UInt32: Instant] = [:]

    var count: Int { entries.count }

    /// The wait that ends first.
    var first: (due: Instant, offset: UInt64)? {
        entries.isEmpty ? nil : (entries[0].due, entries[0].offset)
    }

    /// Adds a wait; returns its handle.
    mutating func add(_ offset: UInt64, until due: Instant) -> UInt32 {
        let handle: UInt32
        if let reused = free.popLast() {
            handle = reused
        } else {
            precondition(places.count < 1 << 28, "more waits than a slot can name")
            handle = UInt32(places.count)
            places.append(0)
        }
        entries.append(Entry(due: due, offset: offset, handle: handle))
        rise(entries.count - 1)
        return handle
    }

    /// When a wait ends, or would have ended before the table was frozen.
    func due(of handle: UInt32) -> Instant {
        if isFrozen, let kept = keptDues[handle] { return kept }
        return entries[Int(places[Int(handle)])].due
    }

    mutating func remove(_ handle: UInt32) {
        let place = Int(places[Int(handle)])
        precondition(entries[place].handle == handle, "a wait ended twice")
        if isFrozen {
            keptDues[handle] = entries[place].due
            kept.append(handle)
        } else {
            free.append(handle)
        }
        let moved = entries.removeLast()
        guard place < entries.count else { return }
        entries[place] = moved
        rise(place)
        sink(Int(places[Int(moved.handle)]))
    }

    mutating func removeAll() {
        for entry in entries where isFrozen { keptDues[entry.handle] = entry.due }
        let handles = entries.map(\.handle)
        entries = []
        if isFrozen { kept += handles } else { free += handles }
    }

    /// The first that end at `now` or before, in their order, up to `max`.
    func due(at now: Instant, max: Int) -> [(due: Instant, offset: UInt64)] {
        var found: [(due: Instant, offset: UInt64)] = []
        // Places whose parents were taken, themselves a heap.
        var open = DeadlineHeap()
        if let first = entries.first, first.due <= now { open.set(0, at: first.due) }
        while found.count < max, let place = open.first?.id {
            open.remove(place)
            found.append((entries[Int(place)].due, entries[Int(place)].offset))
            for child in [2 * place + 1, 2 * place + 2] where child < UInt32(entries.count) {
                let due = entries[Int(child)].due
                if due <= now { open.set(child, at: due) }
            }
        }
        found.sort { $0.due != $1.due ? $0.due < $1.due : $0.offset < $1.offset }
        return found
    }

    // MARK: being visited by a snapshot

    /// Keeps what waits say after they ended, for the images of pages that name them.
    mutating func freeze() {
        thaw()
        isFrozen = true
    }

    /// Ends that.
    mutating func thaw() {
        isFrozen = false
        free += kept
        kept = []
        keptDues = [:]
    }

    // MARK: the heap

    private mutating func rise(_ start: Int) {
        let entry = entries[start]
        var place = start
        while place > 0, entry < entries[(place - 1) / 2] {
            put(entries[(place - 1) / 2], at: place)
            place = (place - 1) / 2
        }
        put(entry, at: place)
    }

    private mutating func sink(_ start: Int) {
        let entry = entries[start]
        var place = start
        while 2 * place + 1 < entries.count {
            var child = 2 * place + 1
            if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
            guard entries[child] < entry else { break }
            put(entries[child], at: place)
            place = child
        }
        put(entry, at: place)
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        entries[place] = entry
        places[Int(entry.handle)] = UInt32(place)
    }
}
