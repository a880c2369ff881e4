internal import Base
internal import LogFormat

/// Goes over the messages of a queue that a receiver may get, within one decision.
///
/// In one lane that is from the lowest offset up; with several, lane by lane.
struct ReadyCursor {
    private var first: LaneCursor
    private var others: [LaneCursor]

    init(_ first: LaneCursor, _ others: [LaneCursor] = []) {
        self.first = first
        self.others = others
    }

    /// Takes up to `max` messages: appends them to the arena as runs, ascending, and tells which.
    mutating func take(_ max: Int, into runs: inout [SlotRun]) -> Range<Int> {
        let start = runs.count
        var left = first.take(max, from: start, into: &runs)
        for index in others.indices where left > 0 {
            left = others[index].take(left, from: start, into: &runs)
        }
        runs.arrange(from: start)
        return start..<runs.count
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
        let others = queue.others.indices.map { index in
            cursor(over: queue, UInt16(index) + 1, overlay, appends, decision)
        }
        return ReadyCursor(first, others)
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
        var tail = next(of: lane)
        var held: [Range<UInt64>] = []
        if appends {
            for event in decision.events {
                switch event {
                case .appended(let head, _) where head.destination.log == lane.log: tail = tail + head.count
                case .delayed(let event) where event.queue == queue.id && event.lane == number:
                    held.append(event.first.rawValue..<(event.first + event.count).rawValue)
                default: break
                }
            }
        }
        return LaneCursor(lane, number: number, tail: tail, overlay: part, held: held)
    }
}
