internal import Base
internal import LogFormat

/// Goes over the messages of one lane that a receiver may get, lowest offset first, within one decision.
///
/// One that is due after a wait comes before those published since. What the decision itself settles
/// (`overlay`, ascending) counts already: handed-back messages are ready, and those acknowledged late are not.
/// So does what it appends, through `tail`, but for what it delays (`held`).
struct LaneCursor {
    private let lane: Lane
    let number: UInt16
    private let tail: UInt64
    private let overlay: Range<Int>
    private let held: [Range<UInt64>]
    /// Next offset to look at among those that are ready in the lane's state.
    private var known: UInt64 = 0
    /// Next message of the overlay to look at: a run, and an offset in it.
    private var givenRun: Int
    private var givenOffset: UInt64 = 0
    private var fresh: UInt64
    /// Next place to look at in the line of due messages.
    private var due: UInt64 = 0
    /// Goes over them by their groups, where those matter.
    private var groups: GroupCursor?

    /// `tail` is the offset behind the lane's last message; `overlay` stands in the decision's arena, and
    /// `held` ascends.
    init(_ lane: Lane, number: UInt16, tail: Offset, overlay: Range<Int>, held: [Range<UInt64>]) {
        self.lane = lane
        self.number = number
        self.held = held
        self.tail = tail.rawValue
        self.overlay = overlay
        givenRun = overlay.lowerBound
        fresh = lane.slots.next
        if lane.groups != nil { groups = GroupCursor(lane, number: number) }
    }

    /// Whether there may be anything to get.
    var mayHaveSome: Bool {
        tail > lane.slots.next || lane.slots.ready > 0 || lane.slots.due > 0 || !overlay.isEmpty
    }

    /// Takes up to `max` messages: adds them as runs to those from `start` on; returns how many more were wanted.
    ///
    /// They ascend, unless some waited before.
    mutating func take(_ max: Int, from start: Int, into runs: inout [SlotRun]) -> Int {
        if var cursor = groups {
            // Not in two hands at once, which would copy it.
            groups = nil
            defer { groups = cursor }
            return cursor.take(max, into: &runs)
        }
        return lane.slots.due > 0
            ? takeWithDue(max, from: start, into: &runs)
            : takeUndelayed(max, below: .max, from: start, into: &runs)
    }

    /// Takes what stands at its own offset and below a bound; returns how many more were wanted.
    private mutating func takeUndelayed(
        _ max: Int, below bound: UInt64, from start: Int, into runs: inout [SlotRun]
    ) -> Int {
        var left = max
        while left > 0,
            let run = overlay.isEmpty ? nextRun(left, below: bound) : nextReady(runs, below: bound)
        {
            runs.join(run, from: start)
            left -= Int(run.count)
        }
        while left > 0, let stretch = nextFresh(below: bound) {
            let count = Swift.min(UInt64(left), stretch.upperBound - stretch.lowerBound)
            runs.append(
                SlotRun(
                    first: Offset(stretch.lowerBound), count: UInt32(count), generation: 1, lane: number))
            fresh = stretch.lowerBound + count
            left -= Int(count)
        }
        return left
    }

    /// The next messages that are as they were published.
    private func nextFresh(below bound: UInt64) -> Range<UInt64>? {
        let end = Swift.min(tail, bound)
        guard var stretch = lane.slots.freshStretch(from: fresh, to: end) else { return nil }
        for range in held where range.overlaps(stretch) {
            if stretch.lowerBound < range.lowerBound { return stretch.lowerBound..<range.lowerBound }
            guard range.upperBound < end else { return nil }
            stretch = range.upperBound..<end
        }
        return stretch
    }

    /// Takes due messages in their places among the others.
    private mutating func takeWithDue(_ max: Int, from start: Int, into runs: inout [SlotRun]) -> Int {
        var left = max
        while left > 0 {
            let next = nextDue(runs)
            let bound = next?.entry.position ?? .max
            left = takeUndelayed(left, below: bound, from: start, into: &runs)
            guard left > 0, let next else { return left }
            due = next.ordinal + 1
            runs.join(again(next.entry.offset, failed: false), from: start)
            left -= 1
        }
        return left
    }

    /// The first due message that the overlay does not acknowledge.
    private func nextDue(_ runs: [SlotRun]) -> (ordinal: UInt64, entry: DueLine.Entry, slot: Slot)? {
        var ordinal = due
        while let found = lane.slots.firstDue(from: ordinal) {
            if !isSettled(found.entry.offset, runs) { return found }
            ordinal = found.ordinal + 1
        }
        return nil
    }

    private func isSettled(_ offset: UInt64, _ runs: [SlotRun]) -> Bool {
        runs[overlay].contains { $0.first.rawValue <= offset && offset < $0.limit.rawValue }
    }

    /// The lowest messages that are ready again and alike, when nothing lies over the lane's state.
    private mutating func nextRun(_ max: Int, below bound: UInt64) -> SlotRun? {
        guard var run = lane.slots.readyRun(from: known, max: max), run.first.rawValue < bound else {
            return nil
        }
        if run.limit.rawValue > bound { run.count = UInt32(bound - run.first.rawValue) }
        known = run.limit.rawValue
        run.lane = number
        return run
    }

    /// The lowest message that is ready again.
    private mutating func nextReady(_ runs: [SlotRun], below bound: UInt64) -> SlotRun? {
        let known = nextKnown(runs)
        let given = nextGiven(runs)
        if let known, given.map({ known < $0 }) ?? true {
            guard known < bound else { return nil }
            self.known = known + 1
            return again(known, failed: false)
        }
        guard let given, given < bound else { return nil }
        givenOffset = given + 1
        return again(given, failed: runs[givenRun].end?.isFailure ?? false)
    }

    private func again(_ offset: UInt64, failed: Bool) -> SlotRun {
        let slot = lane.slots[offset]
        return SlotRun(
            first: Offset(offset), count: 1,
            generation: Swift.min(slot.generation + 1, SlotRun.generationMax),
            failures: failed ? slot.failuresPlusOne : slot.failures, lane: number)
    }

    /// The lowest message ready in the lane's state that the overlay does not acknowledge.
    private func nextKnown(_ runs: [SlotRun]) -> UInt64? {
        var next = lane.slots.firstReady(from: known)
        var index = overlay.lowerBound
        while let offset = next, index < overlay.upperBound {
            if runs[index].limit.rawValue <= offset {
                index += 1
            } else if runs[index].first.rawValue <= offset {
                next = lane.slots.firstReady(from: offset + 1)
            } else {
                break
            }
        }
        return next
    }

    /// The lowest message that the overlay hands back.
    private mutating func nextGiven(_ runs: [SlotRun]) -> UInt64? {
        while givenRun < overlay.upperBound {
            let run = runs[givenRun]
            let offset = Swift.max(givenOffset, run.first.rawValue)
            if run.end?.isReadyAgain ?? false, offset < run.limit.rawValue { return offset }
            givenRun += 1
        }
        return nil
    }
}
