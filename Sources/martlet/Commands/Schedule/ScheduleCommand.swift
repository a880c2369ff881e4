internal import ArgumentParser

/// `martlet schedule`: only holds its subcommands.
struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Messages that are sent at a time, every so often, or as cron says.",
        discussion: """
            Ends with 0 when it was done, with 1 when the server refused, with 2 when it cannot be reached, with
            64 for a wrong option. --json prints what the server answered.
            """,
        subcommands: [
            SchedulePutCommand.self, ScheduleListCommand.self, ScheduleShowCommand.self,
            ScheduleRunCommand.self, SchedulePauseCommand.self, ScheduleResumeCommand.self,
            ScheduleDeleteCommand.self,
        ])

    /// The path of a schedule below its namespace.
    static func place(_ schedule: String) -> String { "/schedules/" + PercentText.encode(schedule) }

    /// Prints what a verb made of a schedule: its state and its next run.
    static func print(_ answer: Answer, asJSON: Bool) throws {
        if asJSON { return try StandardOutput.write(answer.body.lineEnded) }
        let shown = try ShownObject(of: answer.body)
        let next = shown.text("next_run").map { ", next \($0)" } ?? ""
        try StandardOutput.line("\(shown["id"]): \(shown["state"])\(next)")
    }
}
