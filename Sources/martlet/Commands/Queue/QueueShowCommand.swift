internal import ArgumentParser

/// `martlet queue show`.
struct QueueShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a queue and how full it is.",
        discussion: "--json prints two lines: the queue, and its counts.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "Show the settings in force, and which of them its policy gave.")
    var effective = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let session = try server.session()
            let queue = try session.exchange(
                "GET", QueueCommand.place(name) + (effective ? "?effective=true" : ""))
            let stats = try session.exchange("GET", QueueCommand.place(name) + "/stats")
            if json { return try StandardOutput.write(queue.body.lineEnded + stats.body.lineEnded) }
            let shown = try ShownObject(of: queue.body)
            let counts = try ShownObject(of: stats.body)
            let rows = counts.rows.filter { $0.first != "queue" }
            try StandardOutput.line(Columns.aligned(shown.rows) + "\n\n" + Columns.aligned(rows))
        }
    }
}
