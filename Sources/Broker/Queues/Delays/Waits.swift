internal import Base

/// The messages of a queue that are not ready before their time, by that time.
///
/// 28 bytes a message. Equal times come in the order of the offsets, so that nothing depends on history. A
/// timer wheel would be quicker, but is exact to its slots only and moves thousands at once now and then.
/// All is derived from events.
struct Waits {
    private struct Entry: Placed {
        let due: Instant
        let offset: UInt64
        let handle: UInt32

        /// The same, known by its place.
        func placed(at place: UInt32) -> Entry { Entry(due: due, offset: offset, handle: place) }

        static func < (left: Entry, right: Entry) -> Bool {
            left.due != right.due ? left.due < right.due : left.offset < right.offset
        }
    }

    private var heap = PlacedHeap<Entry>()
    /// Handles that were given so far, and those of them that can be given again.
    private var handles: UInt32 = 0
    private var free: [UInt32] = []

    /// While a snapshot visits the queue, when the waits that ended meanwhile would have ended.
    private var isFrozen = false
    private var kept: [UInt32] = []
    private var keptDues: [UInt32: Instant] = [:]

    var count: Int { heap.count }

    /// The wait that ends first.
    var first: (due: Instant, offset: UInt64)? { heap.first.map { ($0.due, $0.offset) } }

    /// Adds a wait; returns its handle.
    mutating func add(_ offset: UInt64, until due: Instant) -> UInt32 {
        let handle: UInt32
        if let reused = free.popLast() {
            handle = reused
        } else {
            precondition(handles < 1 << 28, "more waits than a slot can name")
            handle = handles
            handles += 1
        }
        heap.set(Entry(due: due, offset: offset, handle: handle))
        return handle
    }

    /// When a wait ends, or would have ended before the table was frozen.
    func due(of handle: UInt32) -> Instant {
        if isFrozen, let kept = keptDues[handle] { return kept }
        guard let entry = heap.entry(handle) else { preconditionFailure("a wait has ended") }
        return entry.due
    }

    mutating func remove(_ handle: UInt32) {
        guard let entry = heap.remove(handle) else { preconditionFailure("a wait ended twice") }
        if isFrozen {
            keptDues[handle] = entry.due
            kept.append(handle)
        } else {
            free.append(handle)
        }
    }

    mutating func removeFirst() {
        if let first = heap.first { remove(first.handle) }
    }

    mutating func removeAll() {
        let ended = heap.removeAll()
        for entry in ended where isFrozen { keptDues[entry.handle] = entry.due }
        if isFrozen { kept += ended.map(\.handle) } else { free += ended.map(\.handle) }
    }

    /// The first that end at `now` or before, in their order, up to `max`.
    func due(at now: Instant, max: Int) -> [(due: Instant, offset: UInt64)] {
        var found: [(due: Instant, offset: UInt64)] = []
        // Places whose parents were taken, themselves a heap.
        var open = PlacedHeap<Entry>()
        if let first = heap.first, first.due <= now { open.set(heap[0].placed(at: 0)) }
        while found.count < max, let next = open.first {
            _ = open.remove(next.handle)
            found.append((next.due, next.offset))
            for child in [2 * next.handle + 1, 2 * next.handle + 2] where child < UInt32(heap.count) {
                let entry = heap[Int(child)].placed(at: child)
                if entry.due <= now { open.set(entry) }
            }
        }
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
}
