internal import Base
internal import LogFormat

/// A prepared message: it waits, or its end is remembered for a while.
final class Prepared {
    /// Without its line once it has ended.
    fileprivate(set) var event: MessagePrepared
    fileprivate(set) var end: PreparedEnded?
    fileprivate(set) var mark: EventMark
    /// What the timers know it by, while it waits.
    fileprivate var slot: UInt32 = 0

    init(_ event: MessagePrepared, end: PreparedEnded?, mark: EventMark) {
        self.event = event
        self.end = end
        self.mark = mark
    }

    var status: PreparedStatus {
        PreparedStatus(
            number: event.number, target: event.target, preparedAt: event.preparedAt,
            deadline: event.deadline, bytes: event.line.count, end: end)
    }
}

/// The prepared messages of a shard by number, and those that ended lately.
struct PreparedTable {
    /// Ascending by number.
    private(set) var entries: [Prepared] = []
    /// Those that have ended, ascending by time, then number.
    private(set) var ended: [Prepared] = []
    /// The number that the next one gets.
    private(set) var next: UInt64 = 1
    private(set) var waitingCount = 0
    private(set) var waitingBytes = 0
    /// When those that wait are given up; derived.
    private var timers = DeadlineHeap()
    /// Those that wait by their slots.
    private var slots: [Prepared?] = []
    private var vacant: [UInt32] = []

    /// The one of this number, waiting or not.
    func find(_ number: UInt64) -> Prepared? {
        let place = place(of: number)
        return place < entries.count && entries[place].event.number == number ? entries[place] : nil
    }

    /// Where a number stands in `entries`, or would.
    func place(of number: UInt64) -> Int {
        if let last = entries.last, last.event.number < number { return entries.count }
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].event.number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func add(_ event: MessagePrepared, at sequence: JournalSequence) {
        next = max(next, event.number + 1)
        if let known = find(event.number) {
            _ = known.mark.admits(sequence)
            return
        }
        let one = Prepared(event, end: nil, mark: EventMark())
        _ = one.mark.admits(sequence)
        insert(one)
    }

    mutating func end(_ event: PreparedEnded, at sequence: JournalSequence) {
        guard let one = find(event.number), one.mark.admits(sequence), one.end == nil else { return }
        waitingCount -= 1
        waitingBytes -= one.event.line.count
        timers.remove(one.slot)
        slots[Int(one.slot)] = nil
        vacant.append(one.slot)
        one.end = event
        one.event.line = []
        remember(one)
    }

    mutating func forget(before time: Instant, at sequence: JournalSequence) {
        guard let first = ended.first?.end, first.endedAt < time else { return }
        ended.removeAll { Self.isForgotten($0, before: time, at: sequence) }
        entries.removeAll { Self.isForgotten($0, before: time, at: sequence) }
    }

    /// Not one that a snapshot found to be remembered later than that.
    private static func isForgotten(_ one: Prepared, before time: Instant, at sequence: JournalSequence)
        -> Bool
    {
        guard let end = one.end else { return false }
        return end.endedAt < time && sequence > one.mark.restored
    }

    /// Adds one that a snapshot tells of.
    mutating func restore(_ event: MessagePrepared, _ end: PreparedEnded?, _ mark: EventMark) {
        next = max(next, event.number + 1)
        guard find(event.number) == nil else { return }
        insert(Prepared(event, end: end, mark: mark))
    }

    mutating func restore(next: UInt64) { self.next = max(self.next, next) }

    private mutating func insert(_ one: Prepared) {
        entries.insert(one, at: place(of: one.event.number))
        guard one.end == nil else { return remember(one) }
        waitingCount += 1
        waitingBytes += one.event.line.count
        one.slot = vacant.popLast() ?? UInt32(slots.count)
        if Int(one.slot) == slots.count { slots.append(nil) }
        slots[Int(one.slot)] = one
        timers.set(one.slot, at: one.event.deadline)
    }

    private mutating func remember(_ one: Prepared) {
        guard let end = one.end else { return }
        var place = ended.count
        while place > 0, let before = ended[place - 1].end,
            (before.endedAt, before.number) > (end.endedAt, end.number)
        { place -= 1 }
        ended.insert(one, at: place)
    }

    // MARK: time

    /// When something is to be given up or forgotten, at the earliest.
    var deadline: Instant? {
        let forgetting = ended.first?.end.map {
            $0.endedAt + Limits.preparedRememberedTime + Limits.forgettingInterval
        }
        guard let waiting = timers.first?.at else { return forgetting }
        return forgetting.map { min($0, waiting) } ?? waiting
    }

    /// The next one whose deadline has passed; it rings once.
    mutating func takeDue(at now: Instant) -> Prepared? {
        guard let first = timers.first, first.at <= now else { return nil }
        timers.remove(first.id)
        return slots[Int(first.id)]
    }
}
