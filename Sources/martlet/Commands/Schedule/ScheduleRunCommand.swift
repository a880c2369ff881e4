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
            try StandardOutput.line("\(shown["schedule"]): sent to \(Self.place(shown))")
        }
    }

    /// Where the message is now, as the answer has it.
    private static func place(_ shown: ShownObject) -> String {
        if let queue = shown.text("queue") { return "queue \(queue), offset \(shown["offset"])" }
        if let exchange = shown.text("exchange") {
            return "exchange \(exchange), routed to \(shown["routed"])"
        }
        return "topic \(shown["topic"])/\(shown["partition"]), offset \(shown["offset"])"
    }
}
