internal import ArgumentParser

/// `martlet schedule show`.
struct ScheduleShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a schedule.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("GET", ScheduleCommand.place(name))
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let shown = try ShownObject(of: answer.body)
            try StandardOutput.line(Columns.aligned(shown.rows))
        }
    }
}
