internal import Base
internal import LogFormat

/// All schedules of a shard, in slots that are used again, the lowest free one first.
struct Schedules {
    private(set) var slots: [Schedule?] = []
    /// The serial number that the next one gets.
    private(set) var nextSerial: UInt64 = 1
    /// Bytes of the messages that wait.
    private(set) var bytes = 0
    /// Those that are not finished.
    private(set) var activeCount = 0
    /// Those whose target does not take what is due.
    private(set) var waitingCount = 0
    /// Slots by what is due there; those that somebody is seeing to are left out.
    private var due = DeadlineHeap()
    /// Slots of finished ones by when that was.
    private var finished = DeadlineHeap()
    private(set) var finishedCount = 0
    /// Free slots below the end, a heap with the lowest on top.
    private var free = DeadlineHeap()

    /// Whether there never was one.
    var isUntouched: Bool { nextSerial == 1 }

    var count: Int { activeCount + finishedCount }

    /// Where the next one goes.
    var nextSlot: UInt32 { free.first?.id ?? UInt32(slots.count) }

    /// The earliest that is due.
    var firstDue: (at: Instant, id: UInt32)? { due.first }
    var firstFinished: (at: Instant, id: UInt32)? { finished.first }

    subscript(id: ScheduleID) -> Schedule? {
        guard Int(id.slot) < slots.count, let found = slots[Int(id.slot)], found.id == id else { return nil }
        return found
    }

    subscript(slot slot: UInt32) -> Schedule? { Int(slot) < slots.count ? slots[Int(slot)] : nil }

    /// Makes sure that serial numbers below `serial` are not given again.
    mutating func reserve(serial: UInt64) { nextSerial = Swift.max(nextSerial, serial) }

    /// Puts a new one in its slot; false when that holds a newer one. Gives the one that had to go.
    mutating func place(_ schedule: Schedule) -> (isPlaced: Bool, ousted: Schedule?) {
        reserve(serial: schedule.id.serial + 1)
        let slot = schedule.id.slot
        let old = self[slot: slot]
        if let old {
            guard old.id.serial < schedule.id.serial else { return (false, nil) }
            remove(old)
        }
        while slots.count <= Int(slot) {
            free.set(UInt32(slots.count), at: .distantPast)
            slots.append(nil)
        }
        free.remove(slot)
        slots[Int(slot)] = schedule
        count(schedule, 1)
        arm(schedule)
        return (true, old)
    }

    mutating func remove(_ schedule: Schedule) {
        let slot = schedule.id.slot
        count(schedule, -1)
        slots[Int(slot)] = nil
        due.remove(slot)
        finished.remove(slot)
        free.set(slot, at: .distantPast)
    }

    /// Changes one, and sees to its deadlines.
    mutating func change(_ schedule: Schedule, _ body: (Schedule) -> Void) {
        count(schedule, -1)
        body(schedule)
        count(schedule, 1)
        arm(schedule)
    }

    private mutating func count(_ schedule: Schedule, _ sign: Int) {
        if schedule.finishedAt == nil { activeCount += sign } else { finishedCount += sign }
        if schedule.trouble != nil { waitingCount += sign }
        bytes += sign * schedule.settings.message.line.count
    }

    /// Puts it where the clock finds it.
    mutating func arm(_ schedule: Schedule) {
        let slot = schedule.id.slot
        if let deadline = schedule.deadline { due.set(slot, at: deadline) } else { due.remove(slot) }
        if let at = schedule.finishedAt { finished.set(slot, at: at) } else { finished.remove(slot) }
    }

    /// Leaves one alone until `instant`.
    mutating func putOff(_ schedule: Schedule, until instant: Instant) {
        due.set(schedule.id.slot, at: instant)
    }

    /// Takes out finished ones that are to be forgotten, the oldest first: those up to `cut`, and those over a bound.
    mutating func takeFinished(through cut: Instant, keeping most: Int, max: Int) -> [ScheduleID] {
        var ids: [ScheduleID] = []
        while ids.count < max, let first = finished.first, let schedule = self[slot: first.id],
            first.at <= cut || finishedCount - ids.count > most
        {
            finished.remove(first.id)
            ids.append(schedule.id)
        }
        return ids
    }

    /// Takes out the first one that is due, for somebody to see to, who arms it again whatever comes of that.
    mutating func takeDue(at now: Instant) -> Schedule? {
        guard let first = due.first, first.at <= now else { return nil }
        due.remove(first.id)
        return self[slot: first.id]
    }
}
