internal import Base
internal import Broker
internal import LogFormat

/// The messages of a publish that are still to be stored, once those that came before are left out.
struct DistinctLines: ~Copyable {
    private(set) var count: Int
    private(set) var each: [MessageTraits]
    /// Their lines, once some messages were left out.
    private var lines = ByteBuffer()
    private var hasLeftOut = false
    /// Their numbers in the publish, once some were left out.
    private var items: [Int] = []
    private var known: [Duplicate] = []

    init(count: Int, each: [MessageTraits]) {
        self.count = count
        self.each = each
    }

    /// The lines of those that are left; `suffixes` are those of the whole publish.
    func bytes(of suffixes: ByteView) -> ByteView { hasLeftOut ? lines.bytes : suffixes }

    /// Leaves out some of those that are left; `suffixes` are the lines of the whole publish.
    mutating func leaveOut(_ duplicates: [Duplicate], of suffixes: ByteView) {
        if !hasLeftOut { items = Array(0..<count) }
        hasLeftOut = true
        var kept: [Int] = []
        var traits: [MessageTraits] = []
        var next = 0
        for (place, item) in items.enumerated() {
            if next < duplicates.count, duplicates[next].item == place {
                var one = Duplicate(item: item, of: duplicates[next].of)
                if case .item(let first) = one.of { one.of = .item(items[first]) }
                known.append(one)
                next += 1
            } else {
                kept.append(item)
                if !each.isEmpty { traits.append(each[place]) }
            }
        }
        items = kept
        count = kept.count
        each = traits
        lines = Self.lines(kept, of: suffixes)
    }

    /// The lines with these numbers, which ascend.
    private static func lines(_ numbers: [Int], of suffixes: ByteView) -> ByteBuffer {
        var chosen = ByteBuffer(capacity: suffixes.count)
        var rest = suffixes
        var number = 0
        for wanted in numbers {
            while number <= wanted {
                let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.count
                if number == wanted { chosen.append(rest[0..<end]) }
                rest = rest.dropping(end)
                number += 1
            }
        }
        return chosen
    }

    /// Where the ones that were left out stand, by their numbers; `places` are those of the others.
    func duplicates(among places: (Int) -> LaneOffset) -> [Published.Duplicate] {
        known.map { one in
            switch one.of {
            case .stored(let place): Published.Duplicate(item: one.item, place: place)
            case .item(let item): Published.Duplicate(item: one.item, place: place(of: item, places))
            }
        }
        .sorted { $0.item < $1.item }
    }

    /// Where a message stands that came before in the same publish: stored now, or itself known.
    private func place(of item: Int, _ places: (Int) -> LaneOffset) -> LaneOffset {
        let index = items.partition(before: item)
        if index < items.count, items[index] == item { return places(index) }
        for one in known where one.item == item {
            if case .stored(let place) = one.of { return place }
        }
        return places(0)
    }
}

extension [Int] {
    /// How many of them, which ascend, are below a number.
    fileprivate func partition(before number: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
