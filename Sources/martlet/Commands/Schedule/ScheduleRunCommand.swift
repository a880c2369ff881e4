internal import ArgumentParser

/// `martlet schedule run`.
struct ScheduleRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Send the message now.",
        discussion: "Of what is sent once this is its run; other next runs stay as they are.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("POST", ScheduleCommand.place(name) + "/run")
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let shown = try ShownObject(of: answer.body)
            let place =
                shown.text("queue").map { "queue \($0)" } ?? "topic \(shown["topic"])/\(shown["partition"])"
            try StandardOutput.line("\(shown["schedule"]): sent to \(place), offset \(shown["offset"])")
        }
    }
}
