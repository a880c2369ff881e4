internal import ArgumentParser

/// `martlet queue delete`.
struct QueueDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a queue with all its messages.",
        discussion: "Asks first on a terminal; elsewhere it wants --yes.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        if !yes { try Consent.ask(toDelete: name, with: "all its messages") }
        try Talking.run {
            try server.session().exchange("DELETE", QueueCommand.place(name) + "?force=true")
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
