internal import Base
internal import Broker

/// Refusals of schedules.
extension Problem {
    init(schedule error: BrokerError) {
        switch error {
        case .alreadyFired(let name):
            self.init(
                .alreadyFired, "The schedule \"\(name)\" has sent all that it had to send.",
                fix: "PUT it with another time to send again.")
        case .neverDue:
            self.init(
                .neverDue, "Nothing would ever be sent: the first run lies behind until.",
                fix: "Give a later until, or leave it out.")
        case .incompleteSchedule(let missing):
            self.init(
                .invalidBody, "A new schedule also needs \(missing.joined(separator: ", ")).",
                fix: Self.scheduleExample)
        case .unknownZone(let name):
            self.init(
                .unknownZone, "Nothing is known of a time zone \"\(name)\".",
                fix:
                    "Use a name of the IANA's list such as Europe/Zurich; the server needs the package tzdata."
            )
        case .badCron(let reason): self.init(cron: reason)
        default: self.init(.internalError, "The schedule was refused.", fix: nil)
        }
    }

    /// A cron expression that is none; `position` counts bytes from 0.
    init(cron error: CronError) {
        let what =
            switch error.reason {
            case .fieldCount(let count): "It has \(count) fields, not 5 or 6."
            case .tooLong: "It has more than \(Limits.cronBytesMax) bytes."
            case .noValue: "A number or a name is missing."
            case .outOfRange(let field, let value): "\(value) is out of the range of the \(field.name)."
            case .backwards: "The range goes backwards."
            case .badStep: "This is no step for that field."
            case .misplaced: "L, W and # have no meaning here."
            case .unexpected: "The field cannot go on like this."
            case .unknownWord: "No such word: @hourly, @daily, @weekly, @monthly and @yearly are known."
            case .never: "No day of any year is meant."
            }
        self.init(
            .badCron, "cron, at byte \(error.position): \(what)",
            fix: "minute hour day month weekday, as in \"30 2 * * MON-FRI\"; seconds may stand in front.")
        numbers = [("position", error.position)]
    }

    static let scheduleExample =
        "{\"cron\":\"0 3 * * *\",\"tz\":\"Europe/Zurich\",\"to\":{\"queue\":\"jobs\"},\"message\":{\"text\":\"nightly\"}}"
}
