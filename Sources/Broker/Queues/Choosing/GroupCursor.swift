internal import Base
internal import LogFormat

/// Goes over the messages of a lane that receivers may get, group by group, within one decision.
///
/// Where order is kept, one message of each group at most; else quiet groups come before those that have much
/// of what is in hand. What the decision itself settles does not count yet: the next tick hands that out.
struct GroupCursor {
    /// A place in line: a group, by its place in the heap, and which of its ready messages.
    private struct Opened {
        var place: Int
        var index: Int
    }

    private let lane: Lane
    private let number: UInt16
    private var open = PlacedHeap<GroupLines.Head>()
    private var opened: [Opened] = []
    /// Places of groups that have much in hand; the first message of each.
    private var busy = PlacedHeap<GroupLines.Head>()
    // Messages taken, by group; looked up, never iterated.
    private var taken: [UInt32: Int] = [:]
    private var takenCount = 0

    init(_ lane: Lane, number: UInt16) {
        self.lane = lane
        self.number = number
        if let groups = lane.groups, groups.isCaughtUp, groups.heads.count > 0 { push(0, 0, groups) }
    }

    private mutating func push(_ place: Int, _ index: Int, _ groups: GroupLines) {
        let line = groups.heads[place].handle
        guard index < groups.readyCount(line) else { return }
        let head = GroupLines.Head(key: groups.ready(line, index).key, handle: UInt32(opened.count))
        opened.append(Opened(place: place, index: index))
        open.set(head)
    }

    /// Takes up to `max` messages: appends them as runs; returns how many more were wanted.
    mutating func take(_ max: Int, into runs: inout [SlotRun]) -> Int {
        var left = max
        guard let groups = lane.groups else { return left }
        while left > 0, let offset = next(groups) {
            let slot = lane.slots[offset]
            runs.append(
                SlotRun(
                    first: Offset(offset), count: 1,
                    generation: Swift.min(slot.generation + 1, SlotRun.generationMax),
                    failures: slot.failures, lane: number))
            left -= 1
        }
        return left
    }

    private mutating func next(_ groups: GroupLines) -> UInt64? {
        while let first = open.first {
            open.remove(first.handle)
            let found = opened[Int(first.handle)]
            let line = groups.heads[found.place].handle
            if found.index == 0 {
                for child in [2 * found.place + 1, 2 * found.place + 2] where child < groups.heads.count {
                    push(child, 0, groups)
                }
            }
            if isBusy(line, groups) {
                busy.set(first)
                continue
            }
            return take(found, groups)
        }
        guard let first = busy.first else { return nil }
        busy.remove(first.handle)
        return take(opened[Int(first.handle)], groups)
    }

    private mutating func take(_ found: Opened, _ groups: GroupLines) -> UInt64 {
        let line = groups.heads[found.place].handle
        let entry = groups.ready(line, found.index)
        if !groups.isOrdered {
            taken[line, default: 0] += 1
            takenCount += 1
            push(found.place, found.index + 1, groups)
        }
        return entry.offset
    }

    /// Whether a group has so much in hand that others come first.
    private func isBusy(_ line: UInt32, _ groups: GroupLines) -> Bool {
        guard !groups.isOrdered else { return false }
        let held = groups.heldCount(line) + (taken[line] ?? 0)
        return held >= Limits.busyGroupMin
            && held * 100 > (groups.heldCount + takenCount) * Limits.busyGroupPercent
    }
}
