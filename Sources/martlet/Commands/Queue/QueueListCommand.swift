internal import ArgumentParser

/// `martlet queue list`.
struct QueueListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the queues by name.")

    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let session = try server.session()
            let answer = try session.exchange("GET", "/queues")
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let queues = try ShownObject.list("queues", of: answer.body)
            if queues.isEmpty { return ErrorLine.print("no queues; martlet queue declare NAME makes one") }
            try StandardOutput.line(QueueTable.queues(queues, Ink()))
        }
    }
}
