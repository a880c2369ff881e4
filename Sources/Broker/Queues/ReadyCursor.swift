internal import Base
internal import LogFormat

/// Goes over the messages of a queue that a receiver may get, within one decision.
///
/// In one lane that is from the lowest offset up; with several, lane by lane in an order that may differ from
/// one receiver to the next.
struct ReadyCursor {
    /// Which lane comes first.
    enum Order {
        /// The first one, which holds the highest priority; every so manyth time the last.
        case priority(lowestEvery: Int?)
        /// Another one each time, for lanes that are alike.
        case turns(lanes: Int)
    }

    private var first: LaneCursor
    /// Those of the further lanes with anything to get.
    private var others: [LaneCursor]
    private let order: Order
    /// Counts those who were served.
    private var turn: UInt64

    init(
        _ first: LaneCursor, _ others: [LaneCursor] = [], order: Order = .priority(lowestEvery: nil),
        turn: UInt64 = 0
    ) {
        self.first = first
        self.others = others
        self.order = order
        self.turn = turn
    }

    /// Takes up to `max` messages: appends them to the arena as runs, ascending, and tells which.
    mutating func take(_ max: Int, into runs: inout [SlotRun]) -> Range<Int> {
        let start = runs.count
        if others.isEmpty {
            _ = first.take(max, from: start, into: &runs)
        } else {
            takeInOrder(max, from: start, into: &runs)
        }
        runs.arrange(from: start)
        return start..<runs.count
    }

    /// Takes one message as the receiver would who is served next, and again; to drop it.
    mutating func takeNext(into runs: inout [SlotRun]) -> Range<Int> {
        let served = turn
        defer { turn = served }
        return take(1, into: &runs)
    }

    private mutating func takeInOrder(_ max: Int, from start: Int, into runs: inout [SlotRun]) {
        var left = max
        var place = 0
        let count = others.count + 1
        let begin = begin
        while left > 0, place < count {
            let index = isReversed ? count - 1 - place : (begin + place) % count
            if index == 0 {
                left = first.take(left, from: start, into: &runs)
            } else {
                left = others[index - 1].take(left, from: start, into: &runs)
            }
            place += 1
        }
        if left < max { turn += 1 }
    }

    private var isReversed: Bool {
        guard case .priority(let every?) = order else { return false }
        return turn % UInt64(every) == UInt64(every) - 1
    }

    /// Which of the cursors comes first.
    private var begin: Int {
        guard case .turns(let lanes) = order else { return 0 }
        let lane = UInt16(turn % UInt64(lanes))
        return lane == 0 ? 0 : (others.firstIndex { $0.number >= lane } ?? -1) + 1
    }
}

extension Broker {
    /// What receivers of a queue may get, with what this decision settles there (`overlay`), and what it
    /// appends if it does.
    func cursor(
        over queue: Queue, overlay: Range<Int> = 0..<0, appends: Bool = false,
        _ decision: borrowing Decision
    ) -> ReadyCursor {
        let first = cursor(over: queue, 0, overlay, appends, decision)
        if queue.isSingle { return ReadyCursor(first) }
        var others: [LaneCursor] = []
        for number in 1..<UInt16(queue.laneCount) {
            let next = cursor(over: queue, number, overlay, appends, decision)
            if next.mayHaveSome { others.append(next) }
        }
        return ReadyCursor(
            first, others,
            order: queue.ownsLogs
                ? .priority(lowestEvery: queue.settings.lanes.lowestFirstEvery)
                : .turns(lanes: queue.laneCount),
            turn: queue.leases.grantCount)
    }

    private func cursor(
        over queue: Queue, _ number: UInt16, _ overlay: Range<Int>, _ appends: Bool,
        _ decision: borrowing Decision
    ) -> LaneCursor {
        let lane = queue[number]
        var part = overlay
        if !queue.isSingle, !overlay.isEmpty {
            let first = overlay.first { decision.runs[$0].lane >= number } ?? overlay.upperBound
            part = first..<(overlay.first { decision.runs[$0].lane > number } ?? overlay.upperBound)
        }
        let tail = next(of: lane) + decision.pending[lane.log]
        var held: [Range<UInt64>] = []
        if appends {
            for event in decision.events {
                switch event {
                case .delayed(let event) where event.queue == queue.id && event.lane == number:
                    held.append(event.first.rawValue..<(event.first + event.count).rawValue)
                // The next tick hands them out, with the failures that they have by then.
                case .blamed(let event) where event.queue == queue.id && event.log == lane.log:
                    held.append(event.first.rawValue..<(event.first + event.count).rawValue)
                default: break
                }
            }
        }
        return LaneCursor(lane, number: number, tail: tail, overlay: part, held: held)
    }
}
