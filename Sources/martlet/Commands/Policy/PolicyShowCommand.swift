internal import ArgumentParser

/// `martlet policy show`.
struct PolicyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a policy.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("GET", PolicyCommand.place(name))
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let policy = try ShownObject(of: answer.body)
            try StandardOutput.line(Columns.aligned(policy.rows))
        }
    }
}
