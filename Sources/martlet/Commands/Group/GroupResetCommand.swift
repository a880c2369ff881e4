internal import ArgumentParser

/// `martlet group reset`.
struct GroupResetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Put a group's offsets elsewhere, also while it has members.")

    @Argument(help: "Its name.")
    var name: String
    @Option(
        help: """
            earliest, latest, time:2026-11-22T10:00:00Z, offset:17, shift:-100 or snapshot:NAME.
            """)
    var to: String
    @Option(name: .customLong("topic"), help: "Only this topic; can be given several times.")
    var topics: [String] = []
    @Flag(help: "Only show what would be.")
    var dryRun = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange(
                "POST", GroupCommand.place(name) + "/offsets:reset", type: "application/json",
                body: Array(wish.utf8))
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let moves = try ShownObject.list("offsets", of: answer.body)
            if moves.isEmpty { return ErrorLine.print("\(Printable.text(name)) reads nothing yet") }
            try StandardOutput.line(GroupTable.moves(moves, Ink()))
            if dryRun { ErrorLine.print("nothing was changed") }
        }
    }

    /// What is asked for.
    var wish: String {
        var wish = JSONLine()
        wish.add("to", to)
        if !topics.isEmpty { wish.add("topics", topics) }
        if dryRun { wish.add("dry_run", true) }
        return wish.text
    }
}
