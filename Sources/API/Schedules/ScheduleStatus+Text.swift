internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// A schedule as answers show it.
extension ScheduleStatus {
    /// What it is doing.
    private var state: StaticString {
        if finishedAt != nil { return settings.timing.isOnce && runs > 0 ? "fired" : "finished" }
        return isPaused ? "paused" : "scheduled"
    }

    /// Appends it; lists leave out the message, which may be long.
    func write(in namespace: Namespace, changed: [String]? = nil, isListed: Bool, into out: inout ByteBuffer)
    {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("namespace", namespace.name, into: &out)
        JSONWriter.member("id", name, into: &out)
        switch settings.timing {
        case .at(let instant): JSONWriter.member("at", instant, into: &out)
        case .every(let interval): JSONWriter.member("every", interval, into: &out)
        case .cron(let text, let zone):
            JSONWriter.member("cron", text, into: &out)
            JSONWriter.member("tz", zone, into: &out)
        }
        settings.target.write(into: &out)
        if !isListed { writeMessage(into: &out) }
        JSONWriter.member("misfire", settings.misfire.name, into: &out)
        if let until = settings.until { JSONWriter.member("until", until, into: &out) }
        JSONWriter.member("state", state, into: &out)
        if let next = nextRun { JSONWriter.member("next_run", next, into: &out) }
        if let lastRun { JSONWriter.member("last_run", lastRun, into: &out) }
        JSONWriter.member("runs", runs, into: &out)
        JSONWriter.member("missed", missed, into: &out)
        if let trouble {
            // The code of the refusal that its target gave.
            JSONWriter.member("waiting_for", Problem(trouble).code, into: &out)
        }
        JSONWriter.member("declared_at", declaredAt, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }

    private func writeMessage(into out: inout ByteBuffer) {
        let message = settings.message
        guard !message.line.isEmpty else { return }
        JSONWriter.name("message", into: &out)
        JSONWriter.openObject(into: &out)
        if let delay = message.delay { JSONWriter.member("delay", delay, into: &out) }
        if let ttl = message.ttl { JSONWriter.member("ttl", ttl, into: &out) }
        if let priority = message.priority { JSONWriter.member("priority", Int(priority), into: &out) }
        if message.delay != nil || message.ttl != nil || message.priority != nil {
            out.append(UInt8(ascii: ","))
        }
        // The stored part of a line, which ends in a closing brace and LF.
        message.line.withByteView { out.append($0[0..<$0.count - 1]) }
    }
}

extension ScheduleTarget {
    fileprivate func write(into out: inout ByteBuffer) {
        JSONWriter.name("to", into: &out)
        JSONWriter.openObject(into: &out)
        switch self {
        case .queue(let name): JSONWriter.member("queue", name, into: &out)
        case .topic(let name): JSONWriter.member("topic", name, into: &out)
        case .exchange(let name, let key):
            JSONWriter.member("exchange", name, into: &out)
            JSONWriter.member("routing_key", key, into: &out)
        }
        JSONWriter.closeObject(into: &out)
    }
}

/// A schedule's place as the token by which a list goes on: `s1.` and three numbers.
extension SchedulePlace {
    init?(token: ByteView) {
        guard token.hasPrefix("s1.") else { return nil }
        let parts = token.dropping(3).string.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let next = Int64(parts[0]), let slot = UInt32(parts[1]),
            let serial = UInt64(parts[2])
        else { return nil }
        self.init(next: Instant(milliseconds: next), id: ScheduleID(slot: slot, serial: serial))
    }

    var token: String { "s1.\(next.milliseconds).\(id.slot).\(id.serial)" }
}
