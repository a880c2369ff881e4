internal import Base
internal import LogFormat

/// What a group would be after the events of a decision: who reads, and who holds which partition.
///
/// `changes` tells what a `group_assigned` event has to say of it.
struct GroupDraft {
    /// A member as far as sharing out goes.
    struct Reader {
        let id: MemberID
        let name: String
        var topics: Subscription
        var kind: MemberKind
    }

    /// A partition, and whether its owner may have messages of it in its hands.
    struct Part {
        var ownership: Ownership
        var isHeld: Bool
    }

    /// Ascending by id.
    private(set) var readers: [Reader] = []
    /// Ascending by log; owned ones only.
    private(set) var parts: [Part] = []
    private let before: [Holding]

    init(_ group: Group) {
        before = group.holdings.all
        readers.reserveCapacity(group.members.count + 1)
        for member in group.members {
            readers.append(
                Reader(id: member.id, name: member.name, topics: member.topics, kind: member.kind))
        }
        parts.reserveCapacity(before.count)
        for holding in before {
            parts.append(Part(ownership: holding.ownership, isHeld: holding.batch != .none))
        }
    }

    /// Puts in a new member, or what one reads now.
    mutating func set(_ reader: Reader) {
        if let index = readers.firstIndex(where: { $0.id == reader.id }) {
            readers[index] = reader
        } else {
            readers.append(reader)
        }
    }

    /// Takes out members; what they own is free, what was to become theirs stays where it is.
    mutating func remove(_ gone: [MemberID]) {
        readers.removeAll { gone.contains($0.id) }
        parts.removeAll { part in part.ownership.owner.map { gone.contains($0) } ?? true }
        for index in parts.indices {
            if let target = parts[index].ownership.target, gone.contains(target) {
                parts[index].ownership.target = parts[index].ownership.owner
            }
        }
    }

    /// Says that a member has nothing in its hands of those partitions that `isDone` picks.
    mutating func settle(_ member: MemberID, where isDone: (LogID) -> Bool = { _ in true }) {
        for index in parts.indices
        where parts[index].ownership.owner == member && isDone(parts[index].ownership.log) {
            parts[index].isHeld = false
        }
    }

    /// Lets those have what they are to have where nothing stands in the way any more.
    mutating func handOver() {
        var kept = 0
        for index in parts.indices {
            var part = parts[index]
            if part.ownership.isRevoked, !part.isHeld {
                guard let target = part.ownership.target else { continue }
                part.ownership.owner = target
            }
            parts[kept] = part
            kept += 1
        }
        parts.removeLast(parts.count - kept)
    }

    /// Puts in who is to have each of `logs`, ascending; nobody is to have the others.
    ///
    /// `isGone` tells logs whose topic was deleted, which nobody has to let go of.
    mutating func aim(_ targets: [(log: LogID, target: MemberID)], isGone: (LogID) -> Bool) {
        var merged: [Part] = []
        merged.reserveCapacity(Swift.max(parts.count, targets.count))
        var index = 0
        for part in parts {
            while index < targets.count, targets[index].log < part.ownership.log {
                merged.append(free(targets[index]))
                index += 1
            }
            var part = part
            if index < targets.count, targets[index].log == part.ownership.log {
                part.ownership.target = targets[index].target
                index += 1
            } else {
                if isGone(part.ownership.log) { continue }
                part.ownership.target = nil
            }
            merged.append(part)
        }
        while index < targets.count {
            merged.append(free(targets[index]))
            index += 1
        }
        parts = merged
        handOver()
    }

    private func free(_ one: (log: LogID, target: MemberID)) -> Part {
        Part(ownership: Ownership(log: one.log, owner: one.target, target: one.target), isHeld: false)
    }

    /// What is otherwise than it is now, ascending by log.
    var changes: [Ownership] {
        var changes: [Ownership] = []
        var index = 0
        for part in parts {
            while index < before.count, before[index].log < part.ownership.log {
                changes.append(Ownership(log: before[index].log, owner: nil, target: nil))
                index += 1
            }
            if index < before.count, before[index].log == part.ownership.log {
                if before[index].ownership != part.ownership { changes.append(part.ownership) }
                index += 1
            } else {
                changes.append(part.ownership)
            }
        }
        while index < before.count {
            changes.append(Ownership(log: before[index].log, owner: nil, target: nil))
            index += 1
        }
        return changes
    }
}
