internal import Base
package import Broker

/// A page of a list of schedules.
package struct SchedulePage: Sendable {
    package let schedules: [ScheduleStatus]
    /// Where the next page begins; nil behind the last.
    package let next: SchedulePlace?
}

extension Namespace {
    /// Slots that are looked at in one hold of the lock.
    private static let slotsAtOnce: Int = 8_192

    /// Schedules by their next run, those without one last; `place` is the last of the page before.
    ///
    /// What changes while a page is made may be missing in it, or come twice in two pages.
    package func schedules(behind place: SchedulePlace?, max most: Int) -> Gated<SchedulePage> {
        var found: [SchedulePlace] = []
        var slot: UInt32? = 0
        while let from = slot {
            slot = shard.locked(flush: false) { state in
                state.broker.forEachSchedule(in: id, from: from, count: Self.slotsAtOnce) { candidate in
                    if let place, candidate <= place { return }
                    found.append(candidate)
                }
            }
            guard found.count > most + 1, slot == nil || found.count > 4 * most else { continue }
            found.sort()
            found.removeLast(found.count - most - 1)
        }
        found.sort()
        let page = found.prefix(most)
        let next = found.count > most ? page.last : nil
        return shard.locked(flush: false) { state in
            Gated(
                SchedulePage(schedules: page.compactMap { state.broker.schedule($0.id) }, next: next),
                gate: shard.gate(state.applied))
        }
    }
}
