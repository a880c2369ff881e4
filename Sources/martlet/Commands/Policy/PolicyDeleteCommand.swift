internal import ArgumentParser

/// `martlet policy delete`.
struct PolicyDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a policy.",
        discussion: "Asks first on a terminal; elsewhere it wants --yes.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        if !yes { try Consent.ask(toDelete: name, with: "what it gives to queues and topics") }
        try Talking.run {
            try server.session().exchange("DELETE", PolicyCommand.place(name))
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
