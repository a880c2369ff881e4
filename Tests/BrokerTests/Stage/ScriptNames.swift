import Base
import Broker
import LogFormat

/// Names that a script uses, and the ids that the broker gave them.
struct ScriptNames {
    private var ids: [String: EntityID] = ["default": EntityID(0)]
    private var names: [EntityID: String] = [EntityID(0): "default"]
    private var logs: [EntityID: [LogID]] = [:]
    private var logNames: [LogID: String] = [:]
    private var schedules: [ScheduleID: String] = [:]
    /// `Broker.routes(of:)` of the default namespace.
    var routes: UInt64 = 0
    private var members: [EntityID: [MemberID: String]] = [:]

    func entity(_ name: String) throws -> EntityID {
        if let id = ids[name] { return id }
        throw ScriptError("nothing was ever called \(name)")
    }

    func log(_ name: String, _ partition: Int) throws -> LogID {
        let all = logs[try entity(name)] ?? []
        // One beyond the last names a partition that is not there.
        return partition < all.count ? all[partition] : LogID(999)
    }

    func number(_ text: String) throws -> Int64 {
        if let number = Int64(text) { return number }
        throw ScriptError("\(text) is not a number")
    }

    /// Takes in what events named.
    mutating func learn(_ events: [Event]) {
        for event in events {
            switch event {
            case .namespaceDeclared(let event): name(event.id, event.name, [])
            case .topicDeclared(let event): name(event.id, event.name, event.logs)
            case .topicChanged(let event):
                name(event.id, names[event.id] ?? "", (logs[event.id] ?? []) + event.addedLogs)
            case .queueDeclared(let event):
                // What reads a topic has no log to be called by its name.
                name(event.id, event.name, event.settings.lanes.source == nil ? [event.log] : [])
            case .lanesAdded(let event) where event.first > 0 && !(logs[event.queue] ?? []).isEmpty:
                name(
                    event.queue, names[event.queue] ?? "",
                    logs[event.queue, default: []] + event.lanes.map(\.log))
            case .groupDeclared(let event): name(event.id, event.name, [])
            case .scheduleSet(let event): schedules[event.id] = event.name
            case .exchangeDeclared(let event): name(event.id, event.name, [])
            case .policyDeclared(let event): name(event.id, event.name, [])
            case .memberJoined(let event): members[event.group, default: [:]][event.member] = event.name
            default: break
            }
        }
    }

    private mutating func name(_ id: EntityID, _ name: String, _ logs: [LogID]) {
        ids[name] = id
        names[id] = name
        self.logs[id] = logs
        for (partition, log) in logs.enumerated() {
            logNames[log] = logs.count > 1 ? "\(name)/\(partition)" : name
        }
    }

    func name(_ id: EntityID) -> String { names[id] ?? "?" }

    func name(_ id: ScheduleID) -> String { schedules[id] ?? "?" }

    func name(_ log: LogID) -> String { logNames[log] ?? "?" }

    func member(_ id: MemberID, of group: EntityID) -> String { members[group]?[id] ?? "?" }

    // MARK: text

    func text(_ event: Event, _ runs: [SlotRun]) -> String {
        switch event {
        case .shardOpened(let event):
            "shard opened: epoch \(event.epoch)\(event.tokenKey == nil ? "" : ", with a key")"
        case .namespaceDeclared(let event): "namespace \(event.name) declared"
        case .namespaceDeleted(let id): "namespace \(names[id] ?? "?") deleted"
        case .topicDeclared(let event):
            "topic \(event.name) declared: logs \(list(event.logs)), \(settings(event.settings))"
        case .topicChanged(let event):
            "topic \(names[event.id] ?? "?") changed: more logs \(list(event.addedLogs)), \(settings(event.settings))"
        case .topicDeleted(let id): "topic \(names[id] ?? "?") deleted"
        case .queueDeclared(let event):
            "queue \(event.name) declared: log \(event.log.rawValue), \(settings(event.settings))"
        case .queueChanged(let event): "queue \(names[event.id] ?? "?") changed: \(settings(event.settings))"
        case .queueDeleted(let id): "queue \(names[id] ?? "?") deleted"
        case .appended(let head, let block):
            """
            appended \(logNames[head.destination.log] ?? "?"): \
            \(range(head.destination.first, head.count))\
            \(head.others.map { ", \(name($0.log)): \(range($0.first, head.count))" }.joined()) of block \(block) at \(head.timestamp.milliseconds)
            """
        case .leased, .settled, .purged, .extended, .moved, .delayed, .fellDue, .expiring, .removed,
            .identified, .weighed, .blamed:
            queueText(event, runs)
        case .lanesAdded, .outrun: queueText(event, runs)
        case .redriveStarted, .redriveAdvanced: jobText(event)
        case .trimmed(let event): "trimmed \(logNames[event.log] ?? "?"): below \(event.below.rawValue)"
        case .groupDeclared, .groupChanged, .groupDeleted, .memberJoined, .memberLeft, .groupAssigned,
            .offsetsCommitted, .offsetsExpired, .savedOffsetsChanged:
            groupText(event)
        case .exchangeDeclared, .exchangeChanged, .exchangeDeleted, .bound, .unbound: exchangeText(event)
        case .policyDeclared, .policyChanged, .policyDeleted: policyText(event)
        case .idempotentResult(let event):
            "key \(event.hash.high) of \(names[event.target] ?? "?") taken: \(text(event.result))"
        case .producerAdvanced(let event):
            """
            producer \(event.hash.high) of \(names[event.target] ?? "?") at \(event.epoch).\(event.number): \
            \(text(event.result))\(event.forgotten.isEmpty ? "" : ", forgetting ")\
            \(event.forgotten.map { "\($0.high)" }.joined(separator: " "))
            """
        case .scheduleSet, .scheduleFired, .schedulePaused, .schedulesDeleted: scheduleText(event)
        case .messagePrepared(let event):
            "prepared \(event.number) for \(names[event.target] ?? "?") until \(event.deadline.milliseconds)"
        case .preparedEnded(let event): "\(event.number) \(event.outcome) at \(event.endedAt.milliseconds)"
        case .preparedForgotten(let event): "ends before \(event.endedBefore.milliseconds) forgotten"
        case .resultsForgotten(let event):
            """
            forgotten: keys before \(event.keysBefore.milliseconds), \
            producers before \(event.producersBefore.milliseconds)
            """
        }
    }

    func text(_ result: PublishResult) -> String {
        if result.form == .mixed {
            return result.places.map { text($0) }.joined(separator: " ")
                + " at \(result.timestamp.milliseconds)"
        }
        return ([result.first] + result.rest).map {
            $0.count == 0 ? "nothing" : "\($0.partition):\(range($0.first, Int($0.count)))"
        }
        .joined(separator: " ") + " at \(result.timestamp.milliseconds)"
    }

    private func text(_ place: TransactionPlace) -> String {
        switch place {
        case .appended(let one): "\(one.partition):\(range(one.first, Int(one.count)))"
        case .fanned(let copies, let logs):
            "\(copies) copies["
                + logs.map { "log \($0.partition):\(range($0.first, Int($0.count)))" }.joined(separator: " ")
                + "]"
        }
    }

    func text(_ leases: Grant.Leases, _ runs: [SlotRun]) -> String {
        leases.runs.isEmpty ? "nothing" : "\(text(runs[leases.runs])) until \(leases.until.milliseconds)"
    }

    func text(_ runs: ArraySlice<SlotRun>, dues: [Instant] = []) -> String {
        var dues = dues[...]
        return runs.map { run in
            let wait =
                run.end?.waits ?? false ? dues.popFirst().map { " until \($0.milliseconds)" } ?? "" : ""
            let failures = run.failures == 0 ? "" : " failed \(run.failures)×"
            let end = run.end.map { " \($0)" } ?? ""
            let lane = run.lane == 0 ? "" : "\(run.lane):"
            return "\(lane)\(range(run.first, Int(run.count)))#\(run.generation)\(failures)\(end)\(wait)"
        }.joined(separator: ", ")
    }

    func range(_ first: Offset, _ count: Int) -> String {
        count == 1 ? "\(first.rawValue)" : "\(first.rawValue)-\(first.rawValue + UInt64(count) - 1)"
    }

    private func list(_ logs: [LogID]) -> String {
        logs.isEmpty ? "none" : logs.map { "\($0.rawValue)" }.joined(separator: " ")
    }

    func settings(_ settings: TopicSettings) -> String {
        "ack \(settings.ack), validate \(settings.validate)\(kept(settings))\(text(settings.ruling))"
    }

    /// What differs from the defaults of what a topic keeps.
    private func kept(_ settings: TopicSettings) -> String {
        var text = ""
        if let time = settings.retention.time { text += ", time \(time.milliseconds)" }
        if let bytes = settings.retention.bytes { text += ", bytes \(bytes)" }
        if let count = settings.retention.count { text += ", count \(count)" }
        if settings.cleanup != .delete { text += ", cleanup \(settings.cleanup)" }
        if settings.tombstoneTime != TopicSettings.standard.tombstoneTime {
            text += ", tombstones \(settings.tombstoneTime.milliseconds)"
        }
        return text
    }

    /// What bounds a queue and its messages.
    private func bounds(_ settings: QueueSettings) -> String {
        var text = ""
        if let ttl = settings.ttl { text += ", ttl \(ttl.milliseconds)" }
        if let expires = settings.expires { text += ", expires \(expires.milliseconds)" }
        if let bytes = settings.bytesMax { text += ", bytes \(bytes)" }
        if let length = settings.lengthMax { text += ", length \(length)" }
        if settings.overflow != .reject { text += ", overflow \(settings.overflow.name)" }
        return text + (settings.isPaused ? ", paused" : "")
    }

    /// What differs from the one lane that most queues have.
    private func lanes(_ settings: LaneSettings) -> String {
        var text = settings.priorities > 1 ? ", priorities \(settings.priorities)" : ""
        if let every = settings.lowestFirstEvery { text += ", lowest first every \(every)" }
        if let source = settings.source { text += ", reads \(source.name) from \(source.start)" }
        return text
    }

    func settings(_ settings: QueueSettings) -> String {
        "lease \(settings.lease.milliseconds), ack \(settings.ack), validate \(settings.validate)"
            + (settings.backoff.isEmpty
                ? "" : ", backoff \(settings.backoff.map { "\($0.milliseconds)" }.joined(separator: "/"))")
            + (settings.maxDeliveries == QueueSettings.standard.maxDeliveries
                ? "" : ", deliveries \(settings.maxDeliveries.map { "\($0)" } ?? "unlimited")")
            + lanes(settings.lanes)
            + (settings.choosing.isSingleActive ? ", single active" : "")
            + (settings.choosing.order == .none ? "" : ", by \(settings.choosing.order)")
            + (settings.choosing.isFair ? ", fair" : "")
            + (settings.choosing.dedupe.map { ", dedupe \($0.milliseconds)" } ?? "")
            + (settings.choosing.prefetch.map { ", prefetch \($0)" } ?? "")
            + (settings.deadLetter == .automatic ? "" : ", dead letters \(settings.deadLetter)")
            + bounds(settings) + text(settings.ruling)
    }
}
