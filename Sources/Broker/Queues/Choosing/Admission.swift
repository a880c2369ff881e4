internal import Base
internal import LogFormat

/// Which receivers of one queue are served within one decision, and how much each may take.
///
/// What the decision itself ended (`overlay`) and handed out counts already.
struct Admission {
    private let queue: Queue
    /// Who alone is served, if one is.
    let active: String?
    private let prefetch: Int?
    private let overlay: Range<Int>
    /// Messages of the overlay by who held them; made when it is needed.
    private var countsOfEnded: [UInt32: Int]?

    init(_ queue: Queue, active: String?, overlay: Range<Int>) {
        self.queue = queue
        self.active = active
        self.overlay = overlay
        prefetch = queue.settings.choosing.prefetch
    }

    /// Most messages that a receiver may take now; 0 when it is not its turn.
    mutating func most(for receiver: ParkedReceiver, _ decision: borrowing Decision) -> Int {
        if let active, receiver.consumer != active { return 0 }
        guard let most = smaller(prefetch, receiver.prefetch) else { return receiver.max }
        return Swift.max(0, Swift.min(receiver.max, most - held(by: receiver.consumer, decision)))
    }

    private func smaller(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return left ?? right }
        return Swift.min(left, right)
    }

    /// Messages that a consumer has in its hands behind this decision.
    private mutating func held(by consumer: String?, _ decision: borrowing Decision) -> Int {
        var held = queue.leases.consumers.held(by: consumer)
        if let number = queue.leases.consumers.number(of: consumer) {
            held -= endedByHolder(decision)[number] ?? 0
        }
        for case .leased(let event) in decision.events
        where event.queue == queue.id && event.consumer == consumer {
            for index in event.runs { held += Int(decision.runs[index].count) }
        }
        return held
    }

    private mutating func endedByHolder(_ decision: borrowing Decision) -> [UInt32: Int] {
        if let countsOfEnded { return countsOfEnded }
        var counts: [UInt32: Int] = [:]
        for index in overlay {
            let run = decision.runs[index]
            for offset in run.first.rawValue..<run.limit.rawValue {
                let slot = queue[run.lane].slots[offset]
                guard slot.state == .leased else { continue }
                counts[queue.leases[slot.run].consumer, default: 0] += 1
            }
        }
        countsOfEnded = counts
        return counts
    }
}
