internal import ArgumentParser

/// `martlet schedule delete`.
struct ScheduleDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Cancel a schedule; what it has sent stays.")

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            try server.session().exchange("DELETE", ScheduleCommand.place(name))
            try StandardOutput.line("\(Printable.text(name)): cancelled")
        }
    }
}
