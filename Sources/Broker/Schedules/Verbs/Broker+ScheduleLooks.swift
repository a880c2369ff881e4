package import Base
package import LogFormat

/// What is to be seen of schedules.
extension Broker {
    /// A schedule as it stands; nil when there is none of that name.
    package borrowing func schedule(_ name: String, in namespace: EntityID) -> ScheduleStatus? {
        entities.namespace(namespace).flatMap { schedule(name, in: $0) }.map { status(of: $0) }
    }

    package borrowing func schedule(_ id: ScheduleID) -> ScheduleStatus? {
        schedules[id].map { status(of: $0) }
    }

    /// The schedule in a slot, as a declaration answers with.
    package borrowing func schedule(slot: UInt32) -> ScheduleStatus? {
        schedules[slot: slot].map { status(of: $0) }
    }

    package borrowing func scheduleCounts() -> ScheduleCounts {
        ScheduleCounts(
            active: schedules.activeCount, finished: schedules.finishedCount, bytes: schedules.bytes,
            waiting: schedules.waitingCount)
    }

    /// Visits the schedules of a namespace from a slot on, among the next `count` slots; nil behind the last.
    package borrowing func forEachSchedule(
        in namespace: EntityID, from slot: UInt32, count: Int, _ body: (SchedulePlace) -> Void
    ) -> UInt32? {
        let end = Swift.min(schedules.slots.count, Int(slot) + count)
        for index in Int(slot)..<Swift.max(end, Int(slot)) {
            guard let schedule = schedules.slots[index], schedule.namespace == namespace else { continue }
            body(SchedulePlace(next: schedule.deadline ?? .distantFuture, id: schedule.id))
        }
        return end < schedules.slots.count ? UInt32(end) : nil
    }

    func status(of schedule: Schedule) -> ScheduleStatus {
        ScheduleStatus(
            revision: schedule.revision, namespace: schedule.namespace, name: schedule.name,
            declaredAt: schedule.declaredAt,
            anchor: schedule.anchor, settings: schedule.settings, next: schedule.next,
            lastRun: schedule.lastRun, finishedAt: schedule.finishedAt, isPaused: schedule.isPaused,
            runs: schedule.runs, missed: schedule.missed, late: schedule.late, trouble: schedule.trouble,
            target: entities.namespace(schedule.namespace).flatMap { target(of: schedule.settings, in: $0) })
    }
}
