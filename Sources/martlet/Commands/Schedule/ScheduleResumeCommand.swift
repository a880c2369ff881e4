internal import ArgumentParser

/// `martlet schedule resume`.
struct ScheduleResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on sending, with the next run from now on.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("POST", ScheduleCommand.place(name) + "/resume")
            try ScheduleCommand.print(answer, asJSON: json)
        }
    }
}
