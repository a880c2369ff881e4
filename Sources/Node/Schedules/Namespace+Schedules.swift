package import Base
package import Broker
internal import LogFormat
internal import LogStore

/// Declaring schedules and looking at them.
extension Namespace {
    /// How often a declaration is made anew when somebody else was faster.
    private static let attemptsMax = 8

    /// Declares a schedule: made, or set to what `wish` names; the rest keeps its value.
    ///
    /// Suspends while the table of its time zone is read. Where `wish` leaves out what a new one needs it is
    /// refused as `incompleteSchedule`.
    package func declareSchedule(
        _ name: String, _ wish: ScheduleWish, createOnly: Bool = false
    ) async throws(Refused) -> Gated<Declared<ScheduleStatus>> {
        for _ in 0..<Self.attemptsMax {
            let command = try await command(name, wish, createOnly: createOnly)
            do throws(Refused) {
                return try shard.declare(.setSchedule(command)) { state, id in
                    state.broker.schedule(slot: id.rawValue)
                }
            } catch {
                guard case .stale = error.reason else { throw error }
            }
        }
        throw Refused(.stale)
    }

    /// What makes of the schedule that is there, if any, the one that is wished for.
    func command(
        _ name: String, _ wish: ScheduleWish, createOnly: Bool = false
    ) async throws(Refused) -> SetScheduleCommand {
        let (now, known) = shard.locked(flush: false) { state in
            (shard.readClock(&state), state.broker.schedule(name, in: id))
        }
        var wish = wish
        wish.message?.recognise(by: identityHasher)
        let settings: ScheduleSettings
        do throws(BrokerError) { settings = try wish.settings(over: known?.settings) } catch {
            throw Refused(error)
        }
        var command = SetScheduleCommand(
            namespace: id, name: name, settings: settings, expected: known?.revision, anchor: now,
            next: nil, createOnly: createOnly)
        if let known, known.settings.timing == settings.timing, known.settings.until == settings.until {
            // What is finished stays so; the broker says that nothing changed.
            command.anchor = known.anchor
            command.next = known.next ?? now
        } else {
            let after = settings.timing.isOnce ? Instant.distantPast : now
            command.next = try await times(of: settings, anchor: now).next(after: after)
        }
        return command
    }

    private func times(of settings: ScheduleSettings, anchor: Instant) async throws(Refused) -> RunTimes {
        var zone = ZoneTable.utc
        if case .cron(_, let name) = settings.timing { zone = try await shard.zone(name) }
        do throws(CronError) {
            return try RunTimes(settings.timing, anchor: anchor, until: settings.until, zone: zone)
        } catch { throw Refused(.badCron(error)) }
    }

    /// A schedule as it stands.
    package func schedule(_ name: String) throws(Refused) -> Gated<ScheduleStatus> {
        let (found, sequence) = shard.locked(flush: false) { state in
            (state.broker.schedule(name, in: id), state.applied)
        }
        guard let found else { throw Refused(.notFound(.schedule, name), gate: shard.gate(sequence)) }
        return Gated(found, gate: shard.gate(sequence))
    }

    /// Deletes a schedule that still has something to send; refused as `alreadyFired` when it has not.
    package func deleteSchedule(_ name: String) throws(Refused) -> Gate {
        try shard.carryOut(.deleteSchedule(namespace: id, name: name))
    }

    /// Stops sending: what falls due meanwhile is not made up for.
    package func pauseSchedule(_ name: String) throws(Refused) -> Gated<ScheduleStatus> {
        let known = try schedule(name).value
        return try shard.carryOut(.pauseSchedule(known.revision, isPaused: true, next: known.next)) {
            $0.broker.schedule(known.revision.id)
        }
    }

    /// Goes on sending, with the next run that is due from now on; what is due once is not lost.
    package func resumeSchedule(_ name: String) async throws(Refused) -> Gated<ScheduleStatus> {
        let known = try schedule(name).value
        let now = shard.locked(flush: false) { shard.readClock(&$0) }
        var next = known.next
        if known.isPaused, !known.settings.timing.isOnce {
            next = try await times(of: known.settings, anchor: known.anchor).next(after: now)
        }
        return try shard.carryOut(.pauseSchedule(known.revision, isPaused: false, next: next)) {
            $0.broker.schedule(known.revision.id)
        }
    }
}

extension ScheduledMessage {
    /// Takes the group, and what it is recognised by, from the line, as a queue is told of them.
    fileprivate mutating func recognise(by hasher: IdentityHasher) {
        line.withByteView { line in
            guard let view = try? LineSuffixView(parsing: line) else { return }
            var text = ByteBuffer()
            if view.writeGroup(into: &text) { group = hasher.nonZero(text.bytes) }
            text.removeAll()
            if view.writeDedupeID(into: &text) { dedupe = hasher.nonZero(text.bytes) }
        }
    }
}
