internal import Base

/// Leaves each reader what it has and moves only as much as balance needs.
///
/// Where all read the same, none has two partitions more than another. After KIP-54, without its swaps
/// between readers of different topics.
struct StickyAssignor {
    private let share: Share
    /// Partitions of each reader.
    private var loads: [Int]
    /// The reader of each partition.
    private(set) var chosen: [Int]

    init(_ share: Share) {
        self.share = share
        loads = [Int](repeating: 0, count: share.readers.count)
        chosen = [Int](repeating: -1, count: share.parts.count)
        keep()
        fill()
        balance()
    }

    private mutating func keep() {
        for index in share.parts.indices {
            guard let target = share.parts[index].target else { continue }
            chosen[index] = target
            loads[target] += 1
        }
    }

    /// Gives what nobody has to those who have least, rather to who still holds it.
    private mutating func fill() {
        for index in share.parts.indices where chosen[index] < 0 {
            let reader = lightest(for: share.parts[index])
            chosen[index] = reader
            loads[reader] += 1
        }
    }

    /// Moves single partitions from who has two more to who has least, until nobody has.
    ///
    /// Each move lessens the sum of the squares of the loads, hence it ends.
    private mutating func balance() {
        var hasMoved = true
        while hasMoved, let least = loads.min(), let most = loads.max(), most - least > 1 {
            hasMoved = false
            for index in share.parts.indices.reversed() where loads[chosen[index]] - least > 1 {
                let reader = lightest(for: share.parts[index])
                guard loads[chosen[index]] - loads[reader] > 1 else { continue }
                loads[chosen[index]] -= 1
                loads[reader] += 1
                chosen[index] = reader
                hasMoved = true
            }
        }
    }

    private func lightest(for part: Share.Part) -> Int {
        var best = share.candidates[part.topic][0]
        for reader in share.candidates[part.topic] where loads[reader] < loads[best] { best = reader }
        if let owner = part.owner, loads[owner] == loads[best] { return owner }
        return best
    }
}
