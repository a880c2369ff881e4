internal import Base
internal import LogFormat

/// A queue: its settings, and on whose hands each message is.
final class Queue {
    let id: EntityID
    let namespace: EntityID
    let name: String
    let declaredAt: Instant
    var settings: QueueSettings
    /// How often it was changed.
    var version: UInt32 = 0
    var mark = EventMark()

    /// The first lane; most queues have no other.
    let first: Lane
    /// The further lanes.
    var others: [Lane] = []
    var leases = LeaseTable()
    var receipts = NackReceipts()
    /// When somebody declared it, published to it, received or settled; volatile.
    var lastUsed: Instant
    /// Messages that it knows when they come again.
    var recognised = RecognisedMessages()
    /// Jobs that move messages out of it, the oldest first.
    var redrives: [Redrive] = []
    /// Receivers that wait; volatile.
    var line = ParkedLine()
    /// Who alone is served, if that is so.
    var active: ActiveConsumer?

    init(_ event: QueueDeclared) {
        id = event.id
        namespace = event.namespace
        name = event.name
        declaredAt = event.declaredAt
        first = Lane(log: event.log)
        settings = event.settings
        lastUsed = event.declaredAt
    }

    /// Takes in that messages were handed out.
    func lease(_ event: Leased, _ runs: [SlotRun]) {
        let now = event.deadline + Interval(milliseconds: -event.lease.milliseconds)
        leases.beginGrant()
        var sibling = LeaseTable.none
        for index in event.runs {
            let run = runs[index]
            sibling = leases.add(
                run, length: event.lease, deadline: event.deadline, attempt: event.attempt,
                consumer: event.consumer, after: sibling)
            self[run.lane].slots.lease(run, handle: sibling, at: now, receipts: &receipts)
            follow(run)
        }
    }

    /// Takes in that leases ended.
    func settle(_ event: Settled, _ runs: [SlotRun]) {
        var waiting = 0
        for index in event.runs {
            let run = runs[index]
            guard let end = run.end else { continue }
            if end.waits {
                self[run.lane].slots.postpone(run, end: end, until: event.dues[waiting], leases: &leases)
                waiting += 1
            } else {
                self[run.lane].slots.settle(run, end: end, at: event.settledAt, leases: &leases)
            }
            follow(run)
        }
        for reason in event.reasons { self[reason.place.lane].slots.keep(reason) }
    }

    /// Takes in that leases run longer; each extension is a grant of its own, and ends the attempt before.
    func extend(_ event: Extended, _ runs: [SlotRun]) {
        leases.beginGrant()
        var sibling = LeaseTable.none
        for index in event.runs {
            // What several hold is told as one run, but stays in the hands of each.
            for run in parted(runs[index]) {
                sibling = leases.add(
                    run, length: event.lease, deadline: event.deadline, attempt: 0,
                    consumer: leases.consumers.name(holder(of: run.first.rawValue, in: run.lane)),
                    after: sibling)
                self[run.lane].slots.extend(run, handle: sibling, leases: &leases)
            }
        }
    }

    /// A leased run in parts that are each in the hands of one consumer.
    private func parted(_ run: SlotRun) -> [SlotRun] {
        guard run.count > 1, leases.consumers.hasNames else { return [run] }
        var parts: [SlotRun] = []
        var last = Consumers.nameless
        for offset in run.first.rawValue..<run.limit.rawValue {
            let holder = holder(of: offset, in: run.lane)
            if parts.isEmpty || holder != last {
                var one = run
                one.first = Offset(offset)
                one.count = 1
                parts.append(one)
            } else {
                parts[parts.count - 1].count += 1
            }
            last = holder
        }
        return parts
    }

    /// Who has a leased message in its hands.
    private func holder(of offset: UInt64, in lane: UInt16) -> UInt32 {
        leases[self[lane].slots[offset].run].consumer
    }

    /// When the first of its leases, waits, lifetimes or it itself ends.
    var nextDeadline: Instant? {
        var next = leases.nextDeadline
        for end in [nextWait, nextLifetimeEnd, idleEnd] {
            if let end { next = next.map { Swift.min($0, end) } ?? end }
        }
        return next
    }

    /// When it is removed unless somebody uses it; nil while somebody waits or holds a lease, or never.
    var idleEnd: Instant? {
        guard let expires = settings.expires, line.isEmpty, leasedCount == 0, doomedCount == 0, running == nil
        else { return nil }
        return lastUsed + expires
    }

    /// Takes in that everything below an offset of each lane was dropped.
    func purge(_ event: Purged) {
        leases.removeAll()
        first.slots.purge(below: event.below.rawValue, at: event.purgedAt)
        for (lane, below) in zip(others, event.others) {
            lane.slots.purge(below: below.rawValue, at: event.purgedAt)
        }
    }
}
