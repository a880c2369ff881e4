internal import Base
internal import LogFormat

extension Broker {
    func decideSaveOffsets(_ id: EntityID, _ name: String, now: Instant, _ decision: inout Decision) {
        guard let group = entities.group(id) else { return decision.refuse(.stale) }
        guard isName(name) else { return decision.refuse(.badName) }
        let isKnown = group.saved.contains { $0.name == name }
        guard isKnown || group.saved.count < Limits.savedOffsetsMax else {
            return decision.refuse(.limit("snapshots", max: Limits.savedOffsetsMax))
        }
        decision.events.append(
            .savedOffsetsChanged(SavedOffsetsChanged(group: id, isKept: true, at: now, name: name)))
        decision.reply = .savedOffsets(name: name)
    }

    func decideDropSavedOffsets(_ id: EntityID, _ name: String, now: Instant, _ decision: inout Decision) {
        guard let group = entities.group(id) else { return decision.refuse(.stale) }
        guard group.saved.contains(where: { $0.name == name }) else {
            return decision.refuse(.noSavedOffsets(name))
        }
        decision.events.append(
            .savedOffsetsChanged(SavedOffsetsChanged(group: id, isKept: false, at: now, name: name)))
        decision.reply = .deleted
    }

    func evolve(_ event: SavedOffsetsChanged, at sequence: JournalSequence) {
        guard let group = entities.group(event.group), group.mark.admits(sequence) else { return }
        group.saved.removeAll { $0.name == event.name }
        guard event.isKept else { return }
        group.saved.append(
            SavedOffsets(
                name: event.name, savedAt: event.at,
                positions: group.offsets.all.map { LogPosition(log: $0.log, offset: $0.offset) }))
    }

    mutating func evolve(_ event: OffsetsExpired, at sequence: JournalSequence) {
        guard let group = entities.group(event.group), group.mark.admits(sequence) else { return }
        if event.logs.isEmpty { group.offsets.removeAll() } else { group.offsets.remove(event.logs) }
        group.moves += 1
        arm(group)
    }
}
