internal import Base

/// A binary heap of numbered things by deadline, where each can be moved or taken out.
///
/// Equal deadlines come in the order of the numbers, so that nothing depends on history.
struct DeadlineHeap {
    private struct Entry {
        var at: Instant
        var id: UInt32

        static func < (left: Entry, right: Entry) -> Bool {
            left.at != right.at ? left.at < right.at : left.id < right.id
        }
    }

    private var entries: [Entry] = []
    /// Place in `entries` of each number, plus one; 0 for those outside.
    private var places: [UInt32] = []

    /// The earliest.
    var first: (at: Instant, id: UInt32)? { entries.isEmpty ? nil : (entries[0].at, entries[0].id) }

    /// When `id` is due, if it is in the heap.
    func deadline(of id: UInt32) -> Instant? {
        guard Int(id) < places.count, places[Int(id)] != 0 else { return nil }
        return entries[Int(places[Int(id)]) - 1].at
    }

    /// Puts `id` in, or moves it.
    mutating func set(_ id: UInt32, at deadline: Instant) {
        while places.count <= Int(id) { places.append(0) }
        let place = Int(places[Int(id)])
        if place == 0 {
            entries.append(Entry(at: deadline, id: id))
            rise(entries.count - 1)
        } else if entries[place - 1].at != deadline {
            entries[place - 1].at = deadline
            rise(place - 1)
            sink(Int(places[Int(id)]) - 1)
        }
    }

    /// Takes `id` out if it is in.
    mutating func remove(_ id: UInt32) {
        guard Int(id) < places.count, places[Int(id)] != 0 else { return }
        let place = Int(places[Int(id)]) - 1
        places[Int(id)] = 0
        let moved = entries.removeLast()
        guard place < entries.count else { return }
        entries[place] = moved
        rise(place)
        sink(Int(places[Int(moved.id)]) - 1)
    }

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
        places[Int(entry.id)] = UInt32(place + 1)
    }
}
