internal import Base
internal import LogFormat

extension Broker {
    /// Writes all schedules by slot, but for why some cannot send.
    func traceSchedules(_ line: (String) -> Void) {
        if schedules.isUntouched { return }
        line("schedules next \(schedules.nextSerial) bytes \(schedules.bytes)")
        for case let schedule? in schedules.slots { line(schedule.trace) }
    }
}

extension Schedule {
    fileprivate var trace: String {
        let when =
            switch settings.timing {
            case .at(let instant): "at \(instant.milliseconds)"
            case .every(let interval): "every \(interval.milliseconds) from \(anchor.milliseconds)"
            case .cron(let text, let zone): "cron '\(text)' in \(zone)"
            }
        let to =
            switch settings.target {
            case .queue(let name): "queue \(name)"
            case .topic(let name): "topic \(name)"
            case .exchange(let name, let key): "exchange \(name) by '\(key)'"
            }
        let rest =
            (isPaused ? " paused" : "") + (late > 0 ? " late \(late)" : "")
            + (missed > 0 ? " missed \(missed)" : "")
        return """
            schedule \(id.slot) serial \(id.serial) \(name) in \(namespace.rawValue) \(when) to \(to) \
            misfire \(settings.misfire) until \(settings.until?.milliseconds ?? -1) \
            bytes \(settings.message.line.count) next \(next?.milliseconds ?? -1) \
            last \(lastRun?.milliseconds ?? -1) finished \(finishedAt?.milliseconds ?? -1) \
            runs \(runs)\(rest) version \(version) at \(mark.last.rawValue)
            """
    }
}
