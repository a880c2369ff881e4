import Base
import Broker
import LogFormat
import Node

/// A queue with priorities whose messages wait and live for a time, as its clients know it.
///
/// What the clock does to a message, a lease that ends and a delay that is over, is known only once a receiver
/// was told; until then both is possible.
struct OracleRanked {
    struct Message {
        let place: LaneOffset
        /// When it may be handed out.
        let readyAt: Instant
        /// When it is gone, unless somebody holds it.
        let until: Instant?
        var leasedUntil: Instant?
        var generation: UInt32 = 0
        var isAcked = false

        func isGone(at now: Instant) -> Bool { until.map { $0 <= now } ?? false }

        /// Whether a receiver must get it, if it asks for enough: nothing about it hangs on a tick.
        func isSurelyReady(at now: Instant) -> Bool {
            !isAcked && leasedUntil == nil && !isDelayed && !isGone(at: now)
        }

        let isDelayed: Bool
    }

    let id: EntityID
    var messages: [Message] = []

    mutating func add(_ places: [LaneOffset], _ traits: [MessageTraits], at now: Instant) {
        for (place, traits) in zip(places, traits) {
            var readyAt = now
            if case .by(let delay)? = traits.delay { readyAt = now + delay }
            messages.append(
                Message(
                    place: place, readyAt: readyAt, until: traits.ttl.map { readyAt + $0 },
                    isDelayed: readyAt > now))
        }
    }

    private func index(of place: LaneOffset) -> Int? { messages.firstIndex { $0.place == place } }

    /// Takes in what a receiver got; says what is wrong with it.
    mutating func grant(_ received: Received, max: Int, now: Instant) -> String? {
        var ends: [UInt16: Offset] = [:]
        for run in received.runs {
            for offset in 0..<Int(run.count) {
                let place = LaneOffset(lane: run.lane, run.first + offset)
                guard let index = index(of: place) else { return "ranked: nobody published \(place)" }
                if let wrong = grant(index, run, until: received.leasedUntil, now: now) { return wrong }
                ends[run.lane] = place.offset
            }
        }
        if received.count > max { return "ranked: \(received.count) messages instead of \(max)" }
        let isAll = received.count < max
        // Lane 0 is that of the highest priority.
        let last = received.runs.map(\.lane).max()
        for message in messages where message.isSurelyReady(at: now) {
            let lane = message.place.lane
            let isBefore = ends[lane].map { message.place.offset < $0 } ?? false
            if isAll || isBefore || last.map({ lane < $0 }) ?? false {
                return "ranked: \(message.place) was passed over"
            }
        }
        return nil
    }

    private mutating func grant(_ index: Int, _ run: SlotRun, until: Instant, now: Instant) -> String? {
        let message = messages[index]
        let isHeld = message.leasedUntil.map { $0 > now } ?? false
        if message.isAcked || isHeld || message.readyAt > now || message.isGone(at: now) {
            return "ranked: \(message) was handed out at \(now.milliseconds)"
        }
        if run.generation != message.generation + 1 { return "ranked: \(message) has another generation" }
        messages[index].generation = run.generation
        messages[index].leasedUntil = until
        return nil
    }

    /// Takes in what came of acks; says which should have been otherwise.
    mutating func ack(_ items: [SettleItem], _ outcomes: [SettleOutcome], now: Instant) -> String? {
        for (item, outcome) in zip(items, outcomes) {
            let index = index(of: LaneOffset(lane: item.lane, item.offset))
            let isThis = index.map { messages[$0].generation == item.generation } ?? false
            switch outcome {
            case .acked:
                guard let index, isThis, !messages[index].isAcked else {
                    return "ranked: \(item) was acked"
                }
                messages[index].isAcked = true
                messages[index].leasedUntil = nil
            case .alreadyAcked:
                if !isThis || index.map({ !messages[$0].isAcked }) ?? true {
                    return "ranked: \(item) is said to be acked"
                }
            default:
                // Its lease has run out, and its time is over or somebody else had it.
                guard let index, isThis, !messages[index].isAcked else { continue }
                let isHeld = messages[index].leasedUntil.map { $0 > now } ?? false
                if isHeld || !messages[index].isGone(at: now) { return "ranked: \(item) was \(outcome)" }
            }
        }
        return nil
    }

    /// Says what is wrong with counts.
    func mismatch(_ counts: QueueCounts, now: Instant) -> String? {
        let most = messages.count { !$0.isAcked }
        let least = messages.count { !$0.isAcked && !$0.isGone(at: now) }
        if (least...most).contains(counts.total) { return nil }
        return "ranked: \(counts) instead of \(least)...\(most)"
    }
}
