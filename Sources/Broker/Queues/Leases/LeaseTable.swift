internal import Base
internal import LogFormat

/// The running leases of one queue: runs of messages that were handed out together, by deadline.
///
/// Runs whose leases are equally long wait in a line of their own, in the order they began, which is the
/// order they end; the lines stand in a heap by their heads. All is derived from events.
struct LeaseTable {
    /// Neighbouring messages leased to one receiver at one time.
    struct Run {
        var first: UInt64
        var deadline: Instant
        /// Which grant of the queue it belongs to, when that had an attempt.
        var grant: UInt64
        var attempt: UInt64
        var length: Interval
        var count: UInt32
        /// Messages still leased by it.
        var live: UInt32
        var line: UInt32
        /// Which lane of the queue the messages stand in.
        var lane: UInt16
        var previous: UInt32 = LeaseTable.none
        var next: UInt32 = LeaseTable.none
        /// The next run of the same grant.
        var sibling: UInt32 = LeaseTable.none
        /// Who has it, as `Consumers` numbers them.
        var consumer = Consumers.nameless
    }

    /// Runs of one length of lease; earliest deadline first.
    private struct Line {
        var length: Interval
        var head: UInt32 = LeaseTable.none
        var tail: UInt32 = LeaseTable.none
    }

    /// What one attempt was given, as long as nothing of it ended.
    private struct Attempt {
        var grant: UInt64
        var head: UInt32
    }

    static let none = UInt32.max
    /// Lengths of lease that keep their line when nothing stands in it.
    private static let idleLinesMax = 8

    private(set) var consumers = Consumers()
    private var runs: [Run] = []
    private var freeRuns: [UInt32] = []
    private var lines: [Line] = []
    private var freeLines: [UInt32] = []
    private var lineByLength: [Int64: UInt32] = [:]
    private var order = DeadlineHeap()
    private var attempts: [UInt64: Attempt] = [:]
    private var grants: UInt64 = 0
    /// Leases run for at least their length from here.
    private var resumedAt = Instant.distantPast

    /// While a snapshot visits the queue, what runs that ended said stays readable.
    private var isFrozen = false
    /// Runs that ended while that was so.
    private var keptRuns: [UInt32] = []
    /// What a purge meanwhile took out.
    private var runsBefore: [Run]?

    /// Grants so far.
    var grantCount: UInt64 { grants }

    /// When the first lease ends.
    var nextDeadline: Instant? { order.first?.at }

    subscript(handle: UInt32) -> Run { runs[Int(handle)] }

    /// When the leases of `run` end, time for taking breath after a pause included.
    func deadline(of run: Run) -> Instant {
        Swift.max(run.deadline, resumedAt + run.length)
    }

    // MARK: beginning

    /// Begins a grant; its runs follow through `add`.
    mutating func beginGrant() { grants += 1 }

    /// Adds a run to the present grant, behind `sibling`; returns its handle.
    mutating func add(
        _ messages: SlotRun, length: Interval, deadline: Instant, attempt: UInt64, consumer: String? = nil,
        after sibling: UInt32
    ) -> UInt32 {
        let line = line(of: length)
        let run = Run(
            first: messages.first.rawValue, deadline: deadline, grant: grants, attempt: attempt,
            length: length, count: messages.count, live: messages.count, line: line, lane: messages.lane,
            consumer: consumers.hold(consumer, Int(messages.count)))
        let handle = place(run)
        append(handle, to: line)
        if sibling != Self.none {
            runs[Int(sibling)].sibling = handle
        } else if attempt != 0 {
            attempts[attempt] = Attempt(grant: grants, head: handle)
        }
        return handle
    }

    /// Puts a run at the end of a line.
    private mutating func append(_ handle: UInt32, to line: UInt32) {
        let previous = lines[Int(line)].tail
        runs[Int(handle)].line = line
        runs[Int(handle)].previous = previous
        lines[Int(line)].tail = handle
        if previous == Self.none {
            lines[Int(line)].head = handle
            order.set(line, at: deadline(of: runs[Int(handle)]))
        } else {
            runs[Int(previous)].next = handle
        }
    }

    private mutating func place(_ run: Run) -> UInt32 {
        if let free = freeRuns.popLast() ?? (isFrozen ? nil : keptRuns.popLast()) {
            runs[Int(free)] = run
            return free
        }
        precondition(runs.count < 1 << 28, "more lease runs than a slot can name")
        runs.append(run)
        return UInt32(runs.count - 1)
    }

    private mutating func line(of length: Interval) -> UInt32 {
        if let line = lineByLength[length.milliseconds] { return line }
        let line: UInt32
        if let free = freeLines.popLast() {
            line = free
            lines[Int(line)] = Line(length: length)
        } else {
            line = UInt32(lines.count)
            lines.append(Line(length: length))
        }
        lineByLength[length.milliseconds] = line
        return line
    }

    // MARK: ending

    /// Ends the leases of `count` messages of a run.
    mutating func end(_ handle: UInt32, _ count: Int) {
        let run = runs[Int(handle)]
        precondition(run.live >= UInt32(count), "more leases ended than began")
        if run.attempt != 0, attempts[run.attempt]?.grant == run.grant {
            attempts.removeValue(forKey: run.attempt)
        }
        consumers.letGo(run.consumer, count)
        runs[Int(handle)].live = run.live - UInt32(count)
        if run.live == UInt32(count) { remove(handle, run) }
    }

    private mutating func remove(_ handle: UInt32, _ run: Run) {
        let line = Int(run.line)
        if run.next != Self.none {
            runs[Int(run.next)].previous = run.previous
        } else {
            lines[line].tail = run.previous
        }
        if run.previous != Self.none {
            runs[Int(run.previous)].next = run.next
        } else {
            lines[line].head = run.next
            if run.next != Self.none {
                order.set(run.line, at: deadline(of: runs[Int(run.next)]))
            } else {
                order.remove(run.line)
                forget(run.line)
            }
        }
        if isFrozen { keptRuns.append(handle) } else { freeRuns.append(handle) }
    }

    /// Gives up a line that is empty, unless there are few: most queues use one length again and again.
    private mutating func forget(_ line: UInt32) {
        guard lineByLength.count > Self.idleLinesMax else { return }
        lineByLength.removeValue(forKey: lines[Int(line)].length.milliseconds)
        freeLines.append(line)
    }

    /// Ends all.
    mutating func removeAll() {
        var next = LeaseTable()
        next.resumedAt = resumedAt
        next.grants = grants
        next.isFrozen = isFrozen
        consumers.letGoAll()
        next.consumers = consumers
        if isFrozen { next.runsBefore = runsBefore ?? runs }
        self = next
    }

    // MARK: being visited by a snapshot

    /// Keeps what runs say after they ended, for the images of pages that name them.
    mutating func freeze() {
        thaw()
        isFrozen = true
        consumers.freeze()
    }

    /// Ends that.
    mutating func thaw() {
        isFrozen = false
        runsBefore = nil
        consumers.thaw()
    }

    /// A run as it was when the table was frozen, but for its messages still leased.
    func frozenRun(_ handle: UInt32) -> Run { (runsBefore ?? runs)[Int(handle)] }

    /// Whether `run` belongs to what its attempt was given last, and nothing of that ended.
    func isIntact(_ run: Run) -> Bool { run.attempt != 0 && attempts[run.attempt]?.grant == run.grant }

    // MARK: reading

    /// The first run of what `attempt` was given, if all of it is still leased at `now`.
    func intact(_ attempt: UInt64, at now: Instant) -> UInt32? {
        guard attempt != 0, !attempts.isEmpty, let known = attempts[attempt],
            now < deadline(of: runs[Int(known.head)])
        else { return nil }
        return known.head
    }

    /// Visits runs that end at `now` or before, line by line, until `body` returns false.
    func forEachDue(at now: Instant, _ body: (_ handle: UInt32, Run) -> Bool) {
        for line in lines {
            var handle = line.head
            while handle != Self.none {
                let run = runs[Int(handle)]
                guard deadline(of: run) <= now else { break }
                guard body(handle, run) else { return }
                handle = run.next
            }
        }
    }

    /// Visits all runs, line by line in the order of their lengths.
    func forEach(_ body: (Run, Interval) -> Void) {
        let occupied = lines.filter { $0.head != Self.none }
        for line in occupied.sorted(by: { $0.length < $1.length }) {
            var handle = line.head
            while handle != Self.none {
                body(runs[Int(handle)], line.length)
                handle = runs[Int(handle)].next
            }
        }
    }

    /// Who was given what is leased, the one of the latest grant.
    var latestConsumer: String? {
        var latest: Run?
        for line in lines where line.tail != Self.none {
            let run = runs[Int(line.tail)]
            if latest.map({ $0.grant < run.grant }) ?? true { latest = run }
        }
        return latest.flatMap { consumers.name($0.consumer) }
    }

    /// Lets each lease run for at least its length from `now`.
    mutating func resume(at now: Instant) {
        resumedAt = Swift.max(resumedAt, now)
        for (index, line) in lines.enumerated() where line.head != Self.none {
            order.set(UInt32(index), at: deadline(of: runs[Int(line.head)]))
        }
    }

    // MARK: restoring

    /// Begins with how many grants there were.
    mutating func restore(grants: UInt64) { self.grants = grants }

    /// Adds a run that a snapshot tells of, none of whose messages are leased yet; it stands in no line.
    mutating func restore(
        lane: UInt16, first: UInt64, count: UInt32, length: Interval, deadline: Instant, grant: UInt64,
        attempt: UInt64, isIntact: Bool, consumer: String?
    ) -> UInt32 {
        let handle = place(
            Run(
                first: first, deadline: deadline, grant: grant, attempt: attempt, length: length,
                count: count, live: 0, line: Self.none, lane: lane, consumer: consumers.hold(consumer, 0)))
        if isIntact { attempts[attempt] = Attempt(grant: grant, head: Self.none) }
        return handle
    }

    /// Says that `count` more messages of a restored run are leased; false when it has not so many.
    mutating func restoreLive(_ handle: UInt32, _ count: Int) -> Bool {
        runs[Int(handle)].live += UInt32(count)
        consumers.hold(runs[Int(handle)].consumer, count)
        return runs[Int(handle)].live <= runs[Int(handle)].count
    }

    /// Puts the restored runs into their lines, in the order they began.
    mutating func finishRestore() {
        let order = runs.indices.sorted { left, right in
            let (left, right) = (runs[left], runs[right])
            if left.grant != right.grant { return left.grant < right.grant }
            return left.lane != right.lane ? left.lane < right.lane : left.first < right.first
        }
        var before: Int?
        for index in order {
            let run = runs[index]
            append(UInt32(index), to: line(of: run.length))
            if let before, runs[before].grant == run.grant {
                runs[before].sibling = UInt32(index)
            } else if isIntact(run) {
                attempts[run.attempt]?.head = UInt32(index)
            }
            before = index
        }
    }
}
