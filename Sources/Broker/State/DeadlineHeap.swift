import Base

/// Numbered things by deadline, where each can be moved or taken out.
///
/// Equal deadlines come in the order of the numbers.
struct DeadlineHeap {
    private struct Entry: Placed {
        let at: Instant
        let handle: UInt32

        static func < (left: Entry, right: Entry) -> Bool {
            left.at != right.at ? left.at < right.at : left.handle < right.handle
        }
    }

    private var heap = PlacedHeap<Entry>()

    /// The earliest.
    var first: (at: Instant, id: UInt32)? { heap.first.map { ($0.at, $0.handle) } }

    /// When `id` is due, if it is in the heap.
    func deadline(of id: UInt32) -> Instant? { heap.entry(id)?.at }

    /// Puts `id` in, or moves it.
    mutating func set(_ id: UInt32, at deadline: Instant) {
        if self.deadline(of: id) != deadline { heap.set(Entry(at: deadline, handle: id)) }
    }

    /// Takes `id` out if it is in.
    mutating func remove(_ id: UInt32) { heap.remove(id) }
}
