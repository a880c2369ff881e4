internal import Base
internal import LogFormat

extension Broker {
    /// What is due at once, whatever the time.
    private static let atOnce = Instant(milliseconds: 0)

    /// Ends sessions that are over, follows topics that changed, and lets go of what is kept no longer.
    mutating func tick(_ group: Group, now: Instant, _ budget: inout Int, _ decision: inout Decision) {
        budget -= group.members.count + group.holdings.count + 1
        let gone = group.members.filter { $0.deadline <= now }
        let isStale = group.isStale
        group.isStale = false
        if !gone.isEmpty {
            if isStale { follow(group, now: now, &decision) }
            return part(gone, from: group, .expired, now: now, &decision)
        }
        if isStale {
            follow(group, now: now, &decision)
            var draft = GroupDraft(group)
            share(&draft, of: group, by: group.settings.assignor)
            assign(draft, group, &decision)
        }
        guard let end = emptyEnd(group), end <= now else { return arm(group) }
        // The event sees to the timer.
        decision.events.append(
            group.settings.isEphemeral
                ? .groupDeleted(group.id)
                : .offsetsExpired(OffsetsExpired(group: group.id, expiredAt: now)))
    }

    /// Emits what topics that came and went mean for a group's offsets.
    private func follow(_ group: Group, now: Instant, _ decision: inout Decision) {
        begin(group, group.settings, adding: nil, now: now, &decision)
        let gone = group.offsets.all.map(\.log).filter { entities.log($0) == nil }
        guard !gone.isEmpty else { return }
        decision.events.append(
            .offsetsExpired(OffsetsExpired(group: group.id, expiredAt: now, logs: gone)))
    }

    /// When a group without members is no more, or its offsets are not.
    private func emptyEnd(_ group: Group) -> Instant? {
        guard group.members.isEmpty else { return nil }
        let since = group.emptySince ?? group.declaredAt
        if group.settings.isEphemeral { return since + group.settings.sessionTimeout }
        guard let time = group.settings.offsetsExpire, !group.offsets.isEmpty else { return nil }
        return since + time
    }

    /// Sees to it that `tick` comes to the group when the first of its sessions ends.
    ///
    /// Only an earlier deadline moves the timer: a later one is found out when it rings, once a session.
    mutating func arm(_ group: Group) {
        var next = group.isStale ? Self.atOnce : emptyEnd(group) ?? .distantFuture
        for member in group.members where member.deadline < next { next = member.deadline }
        guard next < .distantFuture else { return }
        if let armed = timers.deadline(of: group.id.rawValue), armed <= next { return }
        timers.set(group.id.rawValue, at: next)
    }

    /// As `arm`, when only one member's deadline has changed.
    mutating func arm(_ group: Group, for member: Member) {
        if let armed = timers.deadline(of: group.id.rawValue), armed <= member.deadline { return }
        timers.set(group.id.rawValue, at: member.deadline)
    }

    /// Marks the groups that read a topic of this name: the next tick looks who is to have what.
    mutating func unsettle(_ namespace: EntityID, topic: String, gone logs: [LogID] = []) {
        guard let namespace = entities.namespace(namespace) else { return }
        for id in namespace.groupIDs.all {
            guard let group = entities.group(id),
                group.reads(topic) || logs.contains(where: { group.offsets[$0] != nil })
            else { continue }
            group.isStale = true
            timers.set(id.rawValue, at: Self.atOnce)
        }
    }

    /// Begins all sessions of a group anew: nobody could speak for a while, or what was in whose hands is lost.
    mutating func resume(_ group: Group, at now: Instant, forgets: Bool) {
        for member in group.members {
            let deadline = now + group.timeout(of: member.kind)
            if forgets || member.deadline < deadline { member.deadline = deadline }
        }
        if forgets {
            group.isStale = true
            let offsets = group.offsets
            group.holdings.updateAll { $0.forget(offsets[$0.log]) }
        }
        timers.remove(group.id.rawValue)
        arm(group)
    }
}
