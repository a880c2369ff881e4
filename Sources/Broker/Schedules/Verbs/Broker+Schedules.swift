internal import Base
internal import LogFormat

/// Declaring, pausing and deleting schedules.
extension Broker {
    func decideSetSchedule(_ command: SetScheduleCommand, now: Instant, _ decision: inout Decision) {
        guard let namespace = entities.namespace(command.namespace) else { return decision.refuse(.stale) }
        guard isName(command.name) else { return decision.refuse(.badName) }
        let old = schedule(command.name, in: namespace)
        if old != nil, command.createOnly {
            return decision.refuse(.exists(.schedule, command.name))
        }
        guard old?.revision == command.expected else { return decision.refuse(.stale) }
        let slot = EntityID(old?.id.slot ?? schedules.nextSlot)
        var changed: [String] = []
        if let old {
            changed = old.settings.differences(from: command.settings)
            // A request that comes again must not bring back what is done.
            if old.finishedAt != nil, old.settings.timing == command.settings.timing,
                old.settings.until == command.settings.until
            {
                changed = []
            }
            decision.reply = .declared(slot, created: false, changed: changed)
            guard !changed.isEmpty else { return }
        }
        if let refusal = refusal(of: command, old, in: namespace) { return decision.refuse(refusal) }
        let id = old?.id ?? ScheduleID(slot: slot.rawValue, serial: schedules.nextSerial)
        decision.events.append(
            .scheduleSet(
                ScheduleSet(
                    id: id, namespace: namespace.id, version: old.map { $0.version + 1 } ?? 0,
                    declaredAt: old?.declaredAt ?? now, anchor: command.anchor, next: command.next,
                    name: command.name, settings: command.settings)))
        decision.reply = .declared(slot, created: old == nil, changed: changed)
    }

    private func refusal(
        of command: SetScheduleCommand, _ old: Schedule?, in namespace: Namespace
    ) -> BrokerError? {
        let message = command.settings.message
        if command.next == nil { return .neverDue }
        if message.line.count > Limits.scheduleMessageBytesMax {
            return .limit("message", max: Limits.scheduleMessageBytesMax)
        }
        if old?.finishedAt != nil || old == nil, schedules.activeCount >= Limits.schedulesMax {
            return .limit("schedules", max: Limits.schedulesMax)
        }
        let before = old?.settings.message.line.count ?? 0
        if schedules.bytes - before + message.line.count > Limits.scheduleBytesMax {
            return .limit("bytes of all scheduled messages", max: Limits.scheduleBytesMax)
        }
        guard target(of: command.settings, in: namespace) == nil else { return nil }
        switch command.settings.target {
        case .queue(let name): return .notFound(.queue, name)
        case .topic(let name): return .notFound(.topic, name)
        case .exchange(let name, let key):
            if key.utf8.count > Limits.routingKeyBytesMax {
                return .limit("routing_key", max: Limits.routingKeyBytesMax)
            }
            return .notFound(.exchange, name)
        }
    }

    mutating func evolve(_ event: ScheduleSet, at sequence: JournalSequence) {
        if let old = schedules[event.id] {
            guard old.mark.admits(sequence) else { return }
            return schedules.change(old) { $0.set(event) }
        }
        let schedule = Schedule(event)
        let (isPlaced, ousted) = schedules.place(schedule)
        if let ousted { release(ousted) }
        guard isPlaced else { return }
        _ = schedule.mark.admits(sequence)
        claimName(of: schedule)
    }

    /// Of two of one name the younger has it; they can be two only while a journal is replayed.
    mutating func claimName(of schedule: Schedule) {
        guard let namespace = entities.namespace(schedule.namespace) else { return }
        schedule.name.withByteView { name in
            if let slot = namespace.schedules.find(name) {
                if let holder = schedules[slot: slot], holder.id.serial > schedule.id.serial { return }
                _ = namespace.schedules.remove(name)
            }
            _ = namespace.schedules.insert(name, id: schedule.id.slot)
        }
    }

    /// Gives the name free of one that is gone.
    private func release(_ schedule: Schedule) {
        guard let namespace = entities.namespace(schedule.namespace) else { return }
        namespace.schedules.release(schedule.name, of: schedule.id.slot)
    }

    func decidePauseSchedule(
        _ revision: ScheduleRevision, isPaused: Bool, next: Instant?, now: Instant, _ decision: inout Decision
    ) {
        guard let schedule = schedules[revision.id], schedule.version == revision.version else {
            return decision.refuse(.stale)
        }
        guard schedule.finishedAt == nil else { return decision.refuse(.alreadyFired(schedule.name)) }
        decision.reply = .declared(EntityID(schedule.id.slot), created: false, changed: [])
        guard schedule.isPaused != isPaused else { return }
        decision.events.append(
            .schedulePaused(SchedulePaused(id: schedule.id, isPaused: isPaused, at: now, next: next)))
    }

    mutating func evolve(_ event: SchedulePaused, at sequence: JournalSequence) {
        guard let schedule = schedules[event.id], schedule.mark.admits(sequence) else { return }
        schedules.change(schedule) {
            $0.isPaused = event.isPaused
            $0.next = event.next
            $0.late = 0
            $0.trouble = nil
            if !event.isPaused, event.next == nil { $0.finish(at: event.at) }
        }
    }

    /// Refused when there is no such schedule, or its only message was sent.
    func decideDeleteSchedule(_ name: String, in namespace: EntityID, _ decision: inout Decision) {
        switch removable(name, in: namespace) {
        case .success(let schedule):
            decision.events.append(.schedulesDeleted(SchedulesDeleted(ids: [schedule.id])))
            decision.reply = .deleted
        case .failure(let refusal): decision.refuse(refusal)
        }
    }

    /// The schedule of this name, or why it cannot be deleted.
    func removable(_ name: String, in namespace: EntityID) -> Result<Schedule, BrokerError> {
        guard let namespace = entities.namespace(namespace) else { return .failure(.stale) }
        guard let schedule = schedule(name, in: namespace) else {
            return .failure(.notFound(.schedule, name))
        }
        if schedule.finishedAt != nil, schedule.settings.timing.isOnce, schedule.runs > 0 {
            return .failure(.alreadyFired(name))
        }
        return .success(schedule)
    }

    mutating func evolve(_ event: SchedulesDeleted) {
        for id in event.ids {
            guard let schedule = schedules[id] else { continue }
            schedules.remove(schedule)
            release(schedule)
        }
    }

    func schedule(_ name: String, in namespace: Namespace) -> Schedule? {
        name.withByteView { namespace.schedules.find($0) }.flatMap { schedules[slot: $0] }
    }

    /// What has the name of a schedule's target; of the default exchange its namespace.
    func target(of settings: ScheduleSettings, in namespace: Namespace) -> EntityID? {
        switch settings.target {
        case .queue(let name): name.withByteView { namespace.queues.find($0) }.map { EntityID($0) }
        case .topic(let name): name.withByteView { namespace.topics.find($0) }.map { EntityID($0) }
        case .exchange(Self.defaultExchange, _): namespace.id
        case .exchange(let name, _): name.withByteView { namespace.exchanges.find($0) }.map { EntityID($0) }
        }
    }
}

extension Schedule {
    var revision: ScheduleRevision { ScheduleRevision(id: id, version: version) }
}

extension ScheduleSettings {
    /// Names of the members that differ.
    fileprivate func differences(from other: ScheduleSettings) -> [String] {
        var names: [String] = []
        switch other.timing {
        case timing: break
        case .at: names.append("at")
        case .every: names.append("every")
        case .cron(let text, let zone):
            if case .cron(text, _) = timing {} else { names.append("cron") }
            if case .cron(_, zone) = timing {} else { names.append("tz") }
        }
        if misfire != other.misfire { names.append("misfire") }
        if until != other.until { names.append("until") }
        if target != other.target { names.append("to") }
        if message != other.message { names.append("message") }
        return names
    }
}
