internal import Base

/// Ids of one kind of a namespace's entities, ascending.
struct IDList {
    private(set) var all: [EntityID] = []

    var isEmpty: Bool { all.isEmpty }

    mutating func insert(_ id: EntityID) {
        let index = all.lowerBound { $0 < id }
        if index == all.count || all[index] != id { all.insert(id, at: index) }
    }

    mutating func remove(_ id: EntityID) {
        let index = all.lowerBound { $0 < id }
        if index < all.count, all[index] == id { all.remove(at: index) }
    }
}
