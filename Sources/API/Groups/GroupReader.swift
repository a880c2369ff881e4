internal import Base
internal import Broker
internal import HTTPTransport
internal import LogFormat
internal import Node
internal import Reactor

/// Reads on in the partitions that a member owns, in turn, and waits for more or for another decision.
struct GroupReader {
    private(set) var poll: GroupPoll
    /// Which messages are wanted, nil for all.
    let filter: MessageFilter?
    /// The next offset to read, by place.
    private(set) var next: [Offset]
    /// The place to begin with.
    private var turn = 0
    /// Whether a partition was found to be elsewhere or gone: another decision is due.
    private(set) var isLost = false

    init(_ poll: GroupPoll, turn: LogID, filter: MessageFilter?) {
        self.poll = poll
        self.filter = filter
        next = poll.places.map(\.offset)
        self.turn = poll.places.firstIndex { $0.log.id >= turn } ?? 0
    }

    /// Starts again from what another decision of the same poll says.
    mutating func follow(_ poll: GroupPoll) {
        self = GroupReader(poll, turn: turnLog, filter: filter)
    }

    /// Goes on where it is in what it still owns, unless that was put elsewhere.
    mutating func go(on poll: GroupPoll) {
        var reader = GroupReader(poll, turn: turnLog, filter: filter)
        for (index, place) in poll.places.enumerated() {
            guard let old = self.poll.places.firstIndex(where: { $0.log.id == place.log.id }) else {
                continue
            }
            let held = self.poll.places[old].offset...max(self.poll.places[old].offset, next[old])
            if held.contains(place.offset) { reader.next[index] = next[old] }
        }
        self = reader
    }

    /// Whether nothing more is visible.
    var isUpToDate: Bool {
        for (index, place) in poll.places.enumerated() where next[index] < place.log.visibleEnd {
            return false
        }
        return true
    }

    /// The log to begin with next time.
    var turnLog: LogID { poll.places.indices.contains(turn) ? poll.places[turn].log.id : LogID(0) }

    /// Where the partitions end that were read on in, or whose beginning retention took.
    var ends: [LogEnd] {
        var ends: [LogEnd] = []
        for (index, place) in poll.places.enumerated() where isTouched(index) {
            if ends.count == GroupToken.endsMax { break }
            ends.append(LogEnd(log: place.log.id, end: next[index]))
        }
        return ends
    }

    /// The ends, with those that were handed out before, ascending by log.
    func ends(joining before: [LogEnd]) -> [LogEnd] {
        var all = before
        for end in ends {
            if let index = all.firstIndex(where: { $0.log == end.log }) {
                all[index] = end
            } else {
                all.append(end)
            }
        }
        return all.sorted { $0.log < $1.log }
    }

    /// Messages that retention took before they were handed out, by place.
    var skipped: [GroupPoll.Place] { poll.places.filter { $0.skipped > 0 } }

    private func isTouched(_ index: Int) -> Bool {
        next[index] > poll.places[index].offset || poll.places[index].skipped > 0
    }

    /// A guess at the bytes of the next answer, for the buffer to begin with.
    func answerBytes(atMost bytesMax: Int) -> Int {
        var waiting = 0
        for (index, place) in poll.places.enumerated() {
            waiting += max(0, place.log.visibleEnd - next[index])
        }
        return min(max(4096, waiting * 256), bytesMax, 1024 * 1024)
    }

    /// Renders what is there, beginning with the partition whose turn it is, as far as the budget goes.
    mutating func fill(
        _ out: inout ByteBuffer, _ form: BatchWriter.Form, _ budget: inout LineBudget, marks: [LogEnd] = []
    ) async throws(Problem) {
        var writer = BatchWriter(form, token: form == .events ? token(marks) : nil)
        var scan = Limits.filterScanBytes
        var room = GroupToken.endsMax
        for index in poll.places.indices where isTouched(index) { room -= 1 }
        let (start, count) = (turn, poll.places.count)
        for step in 0..<count where !budget.isSpent && scan > 0 && !isLost {
            let index = (start + step) % count
            let place = poll.places[index]
            if next[index] >= place.log.visibleEnd || room <= 0 && !isTouched(index) { continue }
            let wasTouched = isTouched(index)
            writer.open(place.log, into: &out)
            try await read(index, &out, &writer, &budget, &scan)
            writer.close(into: &out)
            if !wasTouched, isTouched(index) { room -= 1 }
            // Whoever filled the answer comes last in the next one.
            if budget.isSpent || scan <= 0 { turn = (index + 1) % count }
        }
    }

    private mutating func read(
        _ index: Int, _ out: inout ByteBuffer, _ writer: inout BatchWriter, _ budget: inout LineBudget,
        _ scan: inout Int
    ) async throws(Problem) {
        let from = next[index]
        let filter = filter
        var scratch = ByteBuffer()
        var (at, looked) = (from, 0)
        do throws(Refused) {
            let bytesMax = filter == nil ? max(budget.bytes, 1) : scan
            let end = try await poll.places[index].log.read(from: from, bytesMax: bytesMax) { run in
                guard let filter else {
                    at = writer.render(run, from: at, budget: &budget, into: &out)
                    return !budget.isSpent
                }
                looked += run.byteCount
                run.forEach(from: at) { message in
                    if budget.isSpent { return }
                    if filter.takes(message, &scratch) {
                        guard writer.render(message, run.partition, budget: &budget, into: &out) else {
                            return
                        }
                    }
                    at = message.offset + 1
                }
                if !budget.isSpent { at = max(at, run.end) }
                return !budget.isSpent
            }
            next[index] = budget.isSpent ? at : max(at, end)
            if filter != nil { scan -= looked }
        } catch {
            switch error.reason {
            case .belowRetention, .stale: isLost = true
            default: throw Problem(error)
            }
        }
    }

    /// Waits until there may be more, something happens to the poll, the deadline, the leaving or the stop.
    func wait(on exchange: Exchange, until deadline: Deadline?) async -> Wake {
        var tokens: [WatchToken] = []
        let loop = exchange.loop.index
        let wake = await exchange.park(until: deadline) { waiter in
            guard poll.ticket.park(loop: loop, wake: { waiter.signal() }) else { return waiter.signal() }
            for (index, place) in poll.places.enumerated() {
                tokens.append(place.log.watch(from: next[index], loop: loop) { waiter.signal() })
            }
        }
        poll.ticket.unpark()
        for (place, token) in zip(poll.places, tokens) { place.log.unwatch(token) }
        return wake
    }
}
