internal import Base
internal import Broker
internal import LogFormat
internal import LogStore
internal import Synchronization

/// Carrying out what is due: schedules are taken out under the lock, their next runs found outside it, and each
/// message arrives in the frame that sets the next run.
extension Shard {
    /// Bytes of messages that are taken out at once, about.
    private static let bytesAtOnce = 512 * 1024

    /// Carries out all that is due, but for what needs a time zone that was not read yet, which a worker does first.
    func fireDue() {
        while !hasEnded.load(ordering: .sequentiallyConsistent) {
            let batch = locked(flush: false) { state in
                let now = readClock(&state)
                return state.broker.takeDueSchedules(
                    now: now, max: Limits.scheduleRunsAtOnce, bytesMax: Self.bytesAtOnce)
            }
            if batch.isEmpty { return }
            var unread: [ScheduleStatus] = []
            var ready: [ScheduledRun] = []
            let now = locked(flush: false) { readClock(&$0) }
            for schedule in batch {
                if let run = run(of: schedule, now: now) {
                    ready.append(run)
                } else {
                    unread.append(schedule)
                }
            }
            fire(ready)
            if !unread.isEmpty { fireLater(unread) }
        }
    }

    private func fireLater(_ schedules: [ScheduleStatus]) {
        scheduler.postToWorker { [weak self] in
            guard let self else { return }
            for case .cron(_, let zone) in schedules.map(\.settings.timing) { zones.read(zone) }
            scheduler.post(loop: 0) { [weak self] in
                guard let self else { return }
                let now = locked(flush: false) { readClock(&$0) }
                let runs = schedules.map { (schedule: $0, run: run(of: $0, now: now)) }
                fire(runs.compactMap(\.run))
                let lost = runs.filter { $0.run == nil }.map(\.schedule)
                locked(flush: false) { state in
                    for schedule in lost { putOff(schedule, trouble: nil, in: &state) }
                    armTick(&state)
                }
            }
        }
    }

    /// The run that is due; nil while its time zone is not known.
    private func run(of schedule: ScheduleStatus, now: Instant) -> ScheduledRun? {
        guard let due = schedule.next, let times = times(of: schedule) else { return nil }
        return ScheduledRun(schedule, due: due, now: now, times: times)
    }

    /// When a schedule is due; nil while its time zone is not known.
    private func times(of schedule: ScheduleStatus) -> RunTimes? {
        var zone = ZoneTable.utc
        if case .cron(_, let name) = schedule.settings.timing {
            guard let known = zones.known(name) else { return nil }
            zone = known
        }
        do {
            return try RunTimes(
                schedule.settings.timing, anchor: schedule.anchor, until: schedule.settings.until, zone: zone)
        } catch { return nil }
    }

    private func fire(_ runs: [ScheduledRun]) {
        if runs.isEmpty { return }
        // Routed outside the lock; what nobody takes as it is waits.
        let fans = runs.map { run in
            Result { () throws(BrokerError) in run.isSkipped ? nil : try fan(of: run.schedule) }
        }
        let isBlocked =
            journal.isFull || handover.isStuck || handover.waitingBytes >= settings.openBytesMax
        locked { state in
            for (run, fan) in zip(runs, fans) {
                guard !isBlocked || run.isSkipped else {
                    putOff(run.schedule, trouble: journal.isFull ? fullness : .busy, in: &state)
                    continue
                }
                let refusal = run.isSkipped ? pass(run, in: &state) : send(run, fan, in: &state)
                switch refusal {
                case nil: break
                // It was changed meanwhile: the next tick finds what it is now.
                case .stale, .alreadyFired:
                    state.broker.handBack(run.schedule.revision.id, until: state.clock.now + Self.tickMin)
                case let trouble?: putOff(run.schedule, trouble: trouble, in: &state)
                }
            }
            armTick(&state)
        }
    }

    private func pass(_ run: ScheduledRun, in state: inout ShardState) -> BrokerError? {
        _ = commit(.fire(run.command(nil)), in: &state)
        return state.decision.refusal
    }

    private func send(
        _ run: ScheduledRun, _ fan: Result<ScheduleFan?, BrokerError>, in state: inout ShardState
    ) -> BrokerError? {
        switch fan {
        case .failure(let refusal): return refusal
        case .success(let fan):
            let result = send(run.schedule, fan, { run.command($0) }, in: &state)
            if case .failure(let refusal) = result { return refusal }
            return nil
        }
    }

    private func putOff(_ schedule: ScheduleStatus, trouble: BrokerError?, in state: inout ShardState) {
        state.broker.handBack(
            schedule.revision.id, until: state.clock.now + Limits.scheduleRetryTime, trouble: trouble)
    }
}
