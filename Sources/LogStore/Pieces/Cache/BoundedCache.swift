/// Values by key up to a total cost; the one that was asked for longest ago goes first.
///
/// Belongs to whoever holds its lock. Inserting drops nothing: the owner drops what is too much outside the
/// lock, since closing a file or giving memory back takes its time.
struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot {
        var key: Key
        var value: Value
        var cost: Int
        var newer: Int
        var older: Int
    }

    private static var nowhere: Int { -1 }

    let costMax: Int
    private(set) var cost = 0
    private var places: [Key: Int] = [:]
    private var slots: [Slot?] = []
    private var unused: [Int] = []
    private var newest = -1
    private var oldest = -1

    init(costMax: Int) { self.costMax = costMax }

    var count: Int { places.count }

    /// The value of `key`, which is the newest now.
    mutating func find(_ key: Key) -> Value? {
        guard let place = places[key], let value = slots[place]?.value else { return nil }
        if place != newest {
            unlink(place)
            link(place)
        }
        return value
    }

    /// Enters a value, in place of the one that has its key.
    mutating func insert(_ key: Key, _ value: Value, cost: Int) {
        remove(key)
        let place = unused.popLast() ?? slots.count
        let slot = Slot(key: key, value: value, cost: cost, newer: Self.nowhere, older: Self.nowhere)
        if place == slots.count { slots.append(slot) } else { slots[place] = slot }
        places[key] = place
        self.cost += cost
        link(place)
    }

    /// Takes out the oldest value if there is too much.
    mutating func popExcess() -> Value? {
        guard cost > costMax, oldest != Self.nowhere, let key = slots[oldest]?.key else { return nil }
        return remove(key)
    }

    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let place = places.removeValue(forKey: key), let slot = slots[place] else { return nil }
        unlink(place)
        cost -= slot.cost
        slots[place] = nil
        unused.append(place)
        return slot.value
    }

    private mutating func unlink(_ place: Int) {
        guard let slot = slots[place] else { return }
        if slot.newer == Self.nowhere { newest = slot.older } else { slots[slot.newer]?.older = slot.older }
        if slot.older == Self.nowhere { oldest = slot.newer } else { slots[slot.older]?.newer = slot.newer }
    }

    private mutating func link(_ place: Int) {
        slots[place]?.newer = Self.nowhere
        slots[place]?.older = newest
        if newest == Self.nowhere { oldest = place } else { slots[newest]?.newer = place }
        newest = place
    }
}
