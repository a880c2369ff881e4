internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// Goes over the messages that a request is about, a handful at a time, and does something to each handful.
struct Selection {
    /// Messages that are handed out at once, at most.
    private static let handfulMax = 1_000

    let queue: Queue
    let wish: SelectionWish
    /// Messages that were meant and are in nobody's hands.
    private(set) var matched = 0
    /// Messages that something was done to.
    private(set) var done = 0
    /// Messages that were meant but are in somebody's hands.
    private(set) var leased = 0
    /// Ids that name no message, or not any more.
    private(set) var missing = 0
    private(set) var scanned = 0
    /// Where to go on; nil at the end.
    private(set) var next: LaneOffset?
    /// What the answer waits for.
    private(set) var gate: Gate

    init(_ queue: Queue, _ wish: SelectionWish, gate: Gate) {
        self.queue = queue
        self.wish = wish
        self.gate = gate
    }

    /// Hands out all messages meant, as far as one request goes.
    mutating func run(
        _ act: (MovedLines) async throws(Problem) -> Gated<Int>
    ) async throws(Problem) {
        switch wish.choice {
        case .places(let places, let missing):
            self.missing = missing
            try await run(places, act)
        case .pattern(let pattern): try await run(pattern, act)
        }
    }

    private mutating func run(
        _ places: [LaneOffset], _ act: (MovedLines) async throws(Problem) -> Gated<Int>
    ) async throws(Problem) {
        let lines = MovedLines()
        for place in places {
            if matched == wish.most { break }
            let found = queue.look(at: place)
            gate = found.gate
            scanned += 1
            guard let standing = found.value else {
                missing += 1
                continue
            }
            guard wish.states.contains(standing.state) else { continue }
            if standing.state == .leased {
                leased += 1
                continue
            }
            guard try await read(place, into: lines) else {
                missing += 1
                continue
            }
            matched += 1
            if lines.isFull { try await hand(lines, act) }
        }
        try await hand(lines, act)
    }

    /// Adds the message's line, if it is wanted; false when it is gone.
    private func read(_ place: LaneOffset, into lines: MovedLines) async throws(Problem) -> Bool {
        guard wish.target != nil, !wish.isDryRun else {
            lines.add(place, .empty, of: queue)
            return true
        }
        guard let log = queue.log(of: place.lane) else { return false }
        var isFound = false
        do throws(Refused) {
            _ = try await log.read(from: place.offset, upTo: place.offset + 1, bytesMax: 1) { run in
                guard let message = run.message(at: place.offset) else { return false }
                lines.add(place, message.suffix, of: queue)
                isFound = true
                return false
            }
        } catch { throw Problem(error) }
        return isFound
    }

    private mutating func run(
        _ pattern: Pattern?, _ act: (MovedLines) async throws(Problem) -> Gated<Int>
    ) async throws(Problem) {
        var reader = QueueReader(queue, from: wish.start, wish.states, pattern, gate: gate)
        let takesLines = wish.target != nil && !wish.isDryRun
        let lines = MovedLines()
        var (found, held) = (0, 0)
        repeat {
            let most = wish.most
            try await reader.forEach { _, message, standing in
                if found == most || lines.isFull || lines.count == Self.handfulMax { return false }
                if standing.state == .leased {
                    held += 1
                    return true
                }
                found += 1
                let place = LaneOffset(lane: standing.lane, message.offset)
                lines.add(place, takesLines ? message.suffix : .empty, of: queue)
                return true
            }
            (matched, leased, scanned) = (found, held, reader.scanned)
            gate = reader.gate
            try await hand(lines, act)
        } while reader.next != nil && matched < wish.most && !reader.isSpent
        next = reader.next
    }

    private mutating func hand(
        _ lines: MovedLines, _ act: (MovedLines) async throws(Problem) -> Gated<Int>
    ) async throws(Problem) {
        guard lines.count > 0 else { return }
        if !wish.isDryRun {
            let result = try await act(lines)
            done += result.value
            gate = result.gate
        }
        lines.removeAll()
    }
}
