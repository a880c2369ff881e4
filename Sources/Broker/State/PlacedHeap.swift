/// What a `PlacedHeap` keeps in order.
protocol Placed {
    /// Names it: a small number that nothing else in the heap has.
    var handle: UInt32 { get }

    /// A total order, so that nothing depends on history.
    static func < (left: Self, right: Self) -> Bool
}

/// A binary heap that knows the place of each entry, so that any can be moved or taken out.
struct PlacedHeap<Entry: Placed> {
    private var entries: [Entry] = []
    /// Place in `entries` of each handle, plus one; 0 for those outside.
    private var places: [UInt32] = []

    var count: Int { entries.count }

    /// The least.
    var first: Entry? { entries.first }

    /// By place: the children of `place` are at `2 * place + 1` and `2 * place + 2`.
    subscript(place: Int) -> Entry { entries[place] }

    /// The entry of a handle, if it is in.
    func entry(_ handle: UInt32) -> Entry? { place(of: handle).map { entries[$0] } }

    /// Puts an entry in, in the place of the one of its handle if there is one.
    mutating func set(_ entry: Entry) {
        while places.count <= Int(entry.handle) { places.append(0) }
        let place: Int
        if let known = self.place(of: entry.handle) {
            place = known
            entries[place] = entry
        } else {
            place = entries.count
            entries.append(entry)
        }
        settle(place)
    }

    /// Takes the entry of a handle out, if it is in.
    @discardableResult
    mutating func remove(_ handle: UInt32) -> Entry? {
        guard let place = place(of: handle) else { return nil }
        let removed = entries[place]
        places[Int(handle)] = 0
        let moved = entries.removeLast()
        if place < entries.count {
            entries[place] = moved
            settle(place)
        }
        return removed
    }

    /// Takes everything out, in the order of the places.
    mutating func removeAll() -> [Entry] {
        let removed = entries
        entries = []
        for entry in removed { places[Int(entry.handle)] = 0 }
        return removed
    }

    private func place(of handle: UInt32) -> Int? {
        guard Int(handle) < places.count, places[Int(handle)] != 0 else { return nil }
        return Int(places[Int(handle)]) - 1
    }

    /// Brings the entry at `place` to where it belongs.
    private mutating func settle(_ place: Int) {
        let handle = entries[place].handle
        rise(place)
        sink(Int(places[Int(handle)]) - 1)
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
        places[Int(entry.handle)] = UInt32(place + 1)
    }
}
