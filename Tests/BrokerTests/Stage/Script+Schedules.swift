import Base
import Broker
import LogFormat

/// Steps of schedules, with what a node does around the broker.
///
/// ```
/// schedule N at=MS|every=MS|cron=MINUTE_HOUR_… to=queue:Q|topic:T misfire=skip until=MS [new]
/// stop N · go N · delete schedule N · schedule N run
/// fire: what is due is carried out
/// ```
extension Script {
    private static let namespace = EntityID(0)

    func scheduleStep(_ words: [String]) throws {
        let options = Options(words.dropFirst())
        switch words[0] {
        case "fire": return try fire()
        case "delete": stage.perform(.deleteSchedule(namespace: Self.namespace, name: words[2]))
        case "stop":
            let known = try known(words[1])
            stage.perform(.pauseSchedule(known.revision, isPaused: true, next: known.next))
        case "go":
            let known = try known(words[1])
            let next = known.settings.timing.isOnce ? known.next : try times(known).next(after: stage.now)
            stage.perform(.pauseSchedule(known.revision, isPaused: false, next: next))
        case "schedule" where options.has("run"):
            let known = try known(words[1])
            stage.perform(
                .fire(
                    FireCommand(
                        schedule: known.revision, due: nil,
                        next: known.settings.timing.isOnce ? nil : known.next,
                        arrival: .append(stage.append(known)))))
        default: try set(words[1], options)
        }
        report()
    }

    private func known(_ name: String) throws -> ScheduleStatus {
        guard let known = stage.broker.schedule(name, in: Self.namespace) else {
            throw ScriptError("there is no schedule \(name)")
        }
        return known
    }

    private func times(_ known: ScheduleStatus) throws -> RunTimes {
        try RunTimes(known.settings.timing, anchor: known.anchor, until: known.settings.until)
    }

    private func set(_ name: String, _ options: Options) throws {
        let known = stage.broker.schedule(name, in: Self.namespace)
        var wish = ScheduleWish()
        if let at = try options.number("at") { wish.timing = .at(Instant(milliseconds: at)) }
        if let every = try options.number("every") { wish.timing = .every(Interval(milliseconds: every)) }
        if let cron = options["cron"] {
            wish.timing = .cron(cron.replacing("_", with: " "), zone: "UTC")
        }
        wish.misfire = options["misfire"].flatMap { word in Misfire.allCases.first { "\($0)" == word } }
        if let until = try options.number("until") { wish.until = Instant(milliseconds: until) }
        if let to = options["to"]?.split(separator: ":").map(String.init) {
            wish.target = to[0] == "queue" ? .queue(to[1]) : .topic(to[1])
        }
        if known == nil { wish.message = ScheduledMessage(line: Array("\"text\":\"\(name)\"}\n".utf8)) }
        let settings = try wish.settings(over: known?.settings)
        let keeps = known.map { $0.settings.timing == settings.timing && $0.settings.until == settings.until }
        let anchor = keeps == true ? known?.anchor ?? stage.now : stage.now
        let times = try RunTimes(settings.timing, anchor: anchor, until: settings.until)
        let first = times.next(after: settings.timing.isOnce ? .distantPast : stage.now)
        stage.perform(
            .setSchedule(
                SetScheduleCommand(
                    namespace: Self.namespace, name: name, settings: settings, expected: known?.revision,
                    anchor: anchor, next: keeps == true ? known?.next ?? stage.now : first,
                    createOnly: options.has("new"))))
    }

    private func fire() throws {
        let due = stage.broker.takeDueSchedules(now: stage.now, max: 10, bytesMax: 1000)
        if due.isEmpty { say("= nothing due") }
        for schedule in due {
            guard let next = schedule.next else { continue }
            let run = ScheduledRun(schedule, due: next, now: stage.now, times: try times(schedule))
            stage.perform(.fire(run.command(run.isSkipped ? nil : .append(stage.append(schedule)))))
            report()
            guard let refusal = stage.decision.refusal else { continue }
            stage.broker.handBack(
                schedule.revision.id, until: stage.now + Limits.scheduleRetryTime, trouble: refusal)
        }
    }
}

extension Stage {
    /// The message of a schedule for its target, as a node makes it.
    func append(_ schedule: ScheduleStatus) -> AppendCommand {
        var (log, version) = (LogID(999), UInt32(0))
        broker.definitions { event, changes in
            switch event {
            case .queueDeclared(let queue) where queue.id == schedule.target:
                (log, version) = (queue.log, changes)
            case .topicDeclared(let topic) where topic.id == schedule.target:
                (log, version) = (topic.logs[0], changes)
            default: break
            }
        }
        return AppendCommand(
            target: schedule.target ?? EntityID(999), version: version,
            first: AppendCommand.Block(
                log: log, count: 1, bytes: schedule.settings.message.line.count,
                traits: MessageTraits(delay: schedule.settings.message.delay.map { .by($0) })))
    }
}
