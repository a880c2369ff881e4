internal import Base
internal import LogFormat

/// Goes over the messages of a queue that a receiver may get, lowest offset first, within one decision.
///
/// What the decision itself settles (`overlay`, ascending) counts already: handed-back messages are ready,
/// and those acknowledged late are not. So does what it appends, through `tail`.
struct ReadyCursor {
    private let queue: Queue
    private let tail: UInt64
    private let overlay: Range<Int>
    /// Next offset to look at among those that are ready in the queue's state.
    private var known: UInt64 = 0
    /// Next message of the overlay to look at: a run, and an offset in it.
    private var givenRun: Int
    private var givenOffset: UInt64 = 0
    private var fresh: UInt64

    /// `tail` is the offset behind the queue's last message; `overlay` stands in the decision's arena.
    init(_ queue: Queue, tail: Offset, overlay: Range<Int> = 0..<0) {
        self.queue = queue
        self.tail = tail.rawValue
        self.overlay = overlay
        givenRun = overlay.lowerBound
        fresh = queue.slots.next
    }

    /// Takes up to `max` messages: appends them to the arena as runs and tells which.
    mutating func take(_ max: Int, into runs: inout [SlotRun]) -> Range<Int> {
        let start = runs.count
        var left = max
        while left > 0, let run = overlay.isEmpty ? nextRun(left) : nextReady(runs) {
            runs.join(run, from: start)
            left -= Int(run.count)
        }
        if left > 0, fresh < tail {
            let count = Swift.min(UInt64(left), tail - fresh)
            runs.append(SlotRun(first: Offset(fresh), count: UInt32(count), generation: 1))
            fresh += count
        }
        return start..<runs.count
    }

    /// The lowest messages that are ready again and alike, when nothing lies over the queue's state.
    private mutating func nextRun(_ max: Int) -> SlotRun? {
        guard let run = queue.slots.readyRun(from: known, max: max) else { return nil }
        known = run.limit.rawValue
        return run
    }

    /// The lowest message that is ready again.
    private mutating func nextReady(_ runs: [SlotRun]) -> SlotRun? {
        let known = nextKnown(runs)
        let given = nextGiven(runs)
        if let known, given.map({ known < $0 }) ?? true {
            self.known = known + 1
            return again(known, failed: false)
        }
        guard let given else { return nil }
        givenOffset = given + 1
        let end = runs[givenRun].end
        return again(given, failed: end == .failed || end == .expired)
    }

    private func again(_ offset: UInt64, failed: Bool) -> SlotRun {
        let slot = queue.slots[offset]
        return SlotRun(
            first: Offset(offset), count: 1,
            generation: Swift.min(slot.generation + 1, SlotRun.generationMax),
            failures: failed ? slot.failuresPlusOne : slot.failures)
    }

    /// The lowest message ready in the queue's state that the overlay does not acknowledge.
    private func nextKnown(_ runs: [SlotRun]) -> UInt64? {
        var next = queue.slots.firstReady(from: known)
        var index = overlay.lowerBound
        while let offset = next, index < overlay.upperBound {
            if runs[index].limit.rawValue <= offset {
                index += 1
            } else if runs[index].first.rawValue <= offset {
                next = queue.slots.firstReady(from: offset + 1)
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
            if run.end != .acked, offset < run.limit.rawValue { return offset }
            givenRun += 1
        }
        return nil
    }
}
