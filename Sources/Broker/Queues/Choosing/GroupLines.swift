internal import Base

/// The messages of a lane by the groups they belong to, as far as those are known; volatile.
///
/// Known are the groups of messages below `end` that are not settled. The groups with a message that may be
/// handed out stand in a heap by the first such message. Where order is kept (`isOrdered`) a group has none
/// while one of its messages is leased, or waits after a lease.
struct GroupLines {
    /// How a message stands with its group.
    private enum Standing {
        case ready
        /// Leased, or it waits after a lease.
        case held
        /// Not in the way of others: not due yet, set aside, or to be moved.
        case aside
    }

    private struct Known {
        var line: UInt32
        var standing: Standing
    }

    /// A message that may be handed out, and what it is in line by.
    struct Entry {
        var key: UInt64
        var offset: UInt64
    }

    private struct Line {
        var group: UInt64
        /// Those that are ready, ascending by key, from `head` on.
        var ready: [Entry] = []
        var head = 0
        var heldCount = 0
        var knownCount = 0
    }

    /// The first ready message of a group.
    struct Head: Placed {
        let key: UInt64
        /// The group.
        let handle: UInt32

        static func < (left: Head, right: Head) -> Bool {
            left.key != right.key ? left.key < right.key : left.handle < right.handle
        }
    }

    let isOrdered: Bool
    /// Behind the last message whose group is known.
    private(set) var end: UInt64
    /// Whether it knows of all messages that were ever handed out; before, nothing may be.
    var isCaughtUp = false
    private(set) var heads = PlacedHeap<Head>()
    /// Messages held, over all groups.
    private(set) var heldCount = 0
    // Both looked up, never iterated.
    private var known: [UInt64: Known] = [:]
    private var lineByGroup: [UInt64: UInt32] = [:]
    private var lines: [Line] = []
    private var free: [UInt32] = []

    init(isOrdered: Bool, from end: UInt64) {
        self.isOrdered = isOrdered
        self.end = end
    }

    /// Messages whose groups are known.
    var knownCount: Int { known.count }

    /// The ready messages of a group: how many, and the one at an index.
    func readyCount(_ line: UInt32) -> Int { lines[Int(line)].ready.count - lines[Int(line)].head }
    func ready(_ line: UInt32, _ index: Int) -> Entry {
        lines[Int(line)].ready[lines[Int(line)].head + index]
    }
    func heldCount(_ line: UInt32) -> Int { lines[Int(line)].heldCount }

    /// Takes in the group of the message at `end` or behind; 0 is none, which is in nobody's way.
    mutating func learn(_ group: UInt64, of offset: UInt64, _ slot: Slot, position: UInt64) {
        end = offset + 1
        guard !slot.isSettled else { return }
        let line = line(of: group)
        known[offset] = Known(line: line, standing: .aside)
        lines[Int(line)].knownCount += 1
        follow(offset, slot, position: position)
    }

    /// Takes in how a message stands now; `position` is what it comes before, when it is due.
    mutating func follow(_ offset: UInt64, _ slot: Slot, position: UInt64) {
        guard let old = known[offset] else { return }
        let line = Int(old.line)
        switch old.standing {
        case .ready: removeReady(offset, from: line)
        case .held: hold(line, -1)
        case .aside: break
        }
        if slot.isSettled {
            known[offset] = nil
            lines[line].knownCount -= 1
        } else {
            let standing = place(of: slot)
            known[offset]?.standing = standing
            switch standing {
            case .ready: addReady(offset, slot, position, to: line)
            case .held: hold(line, 1)
            case .aside: break
            }
        }
        place(line)
    }

    private func place(of slot: Slot) -> Standing {
        switch slot.state {
        case .fresh, .nacked, .expired, .due, .dueExpired: .ready
        case .leased: .held
        case .waiting, .waitingExpired: slot.generation > 0 && isOrdered ? .held : .aside
        default: .aside
        }
    }

    private mutating func hold(_ line: Int, _ count: Int) {
        lines[line].heldCount += count
        heldCount += count
    }

    /// One that was never handed out and is due after a wait comes before those published since.
    private mutating func addReady(_ offset: UInt64, _ slot: Slot, _ position: UInt64, to line: Int) {
        let key = slot.isDue && slot.generation == 0 ? position << 1 : offset << 1 | 1
        var index = lines[line].ready.count
        while index > lines[line].head, lines[line].ready[index - 1].key > key { index -= 1 }
        lines[line].ready.insert(Entry(key: key, offset: offset), at: index)
    }

    private mutating func removeReady(_ offset: UInt64, from line: Int) {
        var index = lines[line].head
        while index < lines[line].ready.count, lines[line].ready[index].offset != offset { index += 1 }
        guard index < lines[line].ready.count else { return }
        guard index == lines[line].head else {
            lines[line].ready.remove(at: index)
            return
        }
        lines[line].head += 1
        if lines[line].head >= 64, lines[line].head * 2 >= lines[line].ready.count {
            lines[line].ready.removeFirst(lines[line].head)
            lines[line].head = 0
        }
    }

    /// Puts a group where it belongs in the heap, or forgets it when nothing of it is left.
    private mutating func place(_ line: Int) {
        let handle = UInt32(line)
        if lines[line].knownCount == 0 {
            heads.remove(handle)
            if lines[line].group != 0 { lineByGroup[lines[line].group] = nil }
            lines[line] = Line(group: 0)
            free.append(handle)
        } else if lines[line].head < lines[line].ready.count, !isOrdered || lines[line].heldCount == 0 {
            heads.set(Head(key: lines[line].ready[lines[line].head].key, handle: handle))
        } else {
            heads.remove(handle)
        }
    }

    /// The line of a group; each message without a group has one of its own.
    private mutating func line(of group: UInt64) -> UInt32 {
        if group != 0, let known = lineByGroup[group] { return known }
        let line: UInt32
        if let reused = free.popLast() {
            line = reused
            lines[Int(line)] = Line(group: group)
        } else {
            line = UInt32(lines.count)
            lines.append(Line(group: group))
        }
        if group != 0 { lineByGroup[group] = line }
        return line
    }
}
