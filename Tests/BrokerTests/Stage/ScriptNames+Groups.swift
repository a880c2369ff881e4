import Base
import Broker
import LogFormat

/// How consumer groups are told in scripts.
extension ScriptNames {
    /// The log of `orders/1`, or of `jobs` for partition 0.
    func log(_ text: some StringProtocol) throws -> LogID {
        let parts = text.split(separator: "/")
        return try log(String(parts[0]), parts.count == 2 ? Int(try number(String(parts[1]))) : 0)
    }

    func groupText(_ event: Event) -> String {
        switch event {
        case .groupDeclared(let event): "group \(event.name) declared: \(settings(event.settings))"
        case .groupChanged(let event):
            "group \(name(event.id)) changed: \(settings(event.settings))\(event.isPaused ? ", paused" : "")"
        case .groupDeleted(let id): "group \(name(id)) deleted"
        case .memberJoined(let event):
            """
            \(name(event.group)): \(event.name) joined, epoch \(event.epoch), \(event.kind), \
            reads \(event.topics.entries.joined(separator: " "))
            """
        case .memberLeft(let event):
            "\(name(event.group)): \(member(event.member, of: event.group)) \(event.end)"
        case .groupAssigned(let event):
            "\(name(event.group)): generation \(event.generation): "
                + event.changes.map { text($0, of: event.group) }.joined(separator: ", ")
        case .offsetsCommitted(let event):
            "\(name(event.group)): \(event.kind) "
                + event.offsets.map { one in
                    "\(name(one.log))@\(one.offset.rawValue)\(one.metadata.map { ":\($0)" } ?? "")"
                }.joined(separator: ", ")
                + (event.member.map { " by \(member($0, of: event.group))" } ?? "")
        case .offsetsExpired(let event):
            "\(name(event.group)): "
                + (event.logs.isEmpty
                    ? "all offsets expired"
                    : "offsets of \(event.logs.map(name).joined(separator: ", ")) expired")
        case .savedOffsetsChanged(let event):
            "\(name(event.group)): offsets \(event.isKept ? "saved as" : "dropped that were saved as") \(event.name)"
        default: "\(event)"
        }
    }

    func text(_ polled: Polled) -> String {
        var parts = polled.positions.map { position in
            let skipped = position.skipped > 0 ? " (skipped \(position.skipped))" : ""
            return "\(name(position.log))@\(position.offset.rawValue)\(skipped)"
        }
        if parts.isEmpty { parts = ["nothing"] }
        let revoked = polled.revoked.map { "lets go of \(name($0))" }
        let text = (parts + revoked).joined(separator: ", ")
        return """
            \(member(polled.member, of: polled.group)) epoch \(polled.epoch): \(text)\
            \(polled.isPaused ? ", paused" : ""), until \(polled.deadline.milliseconds)
            """
    }

    private func text(_ change: Ownership, of group: EntityID) -> String {
        guard let owner = change.owner else { return "\(name(change.log)) free" }
        let target =
            change.isRevoked ? " to \(change.target.map { member($0, of: group) } ?? "nobody")" : ""
        return "\(name(change.log)) of \(member(owner, of: group))\(target)"
    }

    private func settings(_ settings: GroupSettings) -> String {
        var text = "\(settings.assignor) from \(settings.start)"
        if settings.isEphemeral { text += ", ephemeral" }
        text += ", session \(settings.sessionTimeout.milliseconds)"
        text += ", processing \(settings.processingTimeout.milliseconds)"
        if let time = settings.offsetsExpire { text += ", expire \(time.milliseconds)" }
        if let topics = settings.topics { text += ", topics \(topics.entries.joined(separator: " "))" }
        return text
    }
}
