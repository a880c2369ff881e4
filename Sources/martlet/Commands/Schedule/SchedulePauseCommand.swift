internal import ArgumentParser

/// `martlet schedule pause`.
struct SchedulePauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stop sending; what falls due meanwhile is not made up for.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("POST", ScheduleCommand.place(name) + "/pause")
            try ScheduleCommand.print(answer, asJSON: json)
        }
    }
}
