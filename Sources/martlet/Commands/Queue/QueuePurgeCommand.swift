internal import ArgumentParser

/// `martlet queue purge`.
struct QueuePurgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Delete all messages of a queue, leased ones too.",
        discussion: "Asks first on a terminal; elsewhere it wants --yes.")

    @Argument(help: "The queue.")
    var name: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        if !yes { try Consent.ask(toDelete: "what is in \(name)", with: "all its messages") }
        try Talking.run {
            let answer = try server.session().exchange("DELETE", QueueCommand.place(name) + "/messages")
            let purged = try ShownObject(of: answer.body)
            try StandardOutput.line("\(Printable.text(name)): \(purged["purged"]) messages deleted")
        }
    }
}
