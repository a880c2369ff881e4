/// The timers of one loop, earliest first: a binary heap whose keys may be earlier than the timers they name.
///
/// Invariant: a timer that is set stands in the heap with a key no later than its deadline.
struct TimerHeap {
    private struct Entry {
        var key: Deadline
        let timer: LoopTimer
    }

    private var entries: [Entry] = []

    /// The earliest key: nothing is due before it.
    var earliest: Deadline { entries.first?.key ?? .never }

    var count: Int { entries.count }

    /// Puts `timer` in, or moves it up; its deadline is earlier than its key.
    mutating func enter(_ timer: LoopTimer) {
        let key = timer.deadline
        timer.key = key
        if timer.place < 0 {
            entries.append(Entry(key: key, timer: timer))
            timer.place = entries.count - 1
        } else {
            entries[timer.place].key = key
        }
        siftUp(timer.place)
    }

    mutating func remove(_ timer: LoopTimer) {
        guard timer.place >= 0 else { return }
        remove(at: timer.place)
    }

    /// The next timer that is due at `now`, taken out; timers set to later meanwhile are put back on the way.
    mutating func nextDue(at now: Deadline) -> LoopTimer? {
        while let first = entries.first, first.key <= now {
            let due = first.timer.deadline
            if due <= now {
                remove(at: 0)
                return first.timer
            }
            if due == .never {
                remove(at: 0)
            } else {
                entries[0].key = due
                first.timer.key = due
                siftDown(0)
            }
        }
        return nil
    }

    private mutating func remove(at index: Int) {
        entries[index].timer.place = -1
        entries[index].timer.key = .never
        let last = entries.removeLast()
        guard index < entries.count else { return }
        entries[index] = last
        last.timer.place = index
        siftDown(index)
        siftUp(last.timer.place)
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard entries[index].key < entries[parent].key else { return }
            swap(index, parent)
            index = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var least = index
            for child in 2 * index + 1...2 * index + 2 where child < entries.count {
                if entries[child].key < entries[least].key { least = child }
            }
            guard least != index else { return }
            swap(index, least)
            index = least
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        entries.swapAt(left, right)
        entries[left].timer.place = left
        entries[right].timer.place = right
    }
}
