internal import ArgumentParser

/// `martlet exchange delete`.
struct ExchangeDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an exchange with its bindings.",
        discussion: "Asks first on a terminal; elsewhere it wants --yes.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        if !yes { try Consent.ask(toDelete: name, with: "all its bindings") }
        try Talking.run {
            try server.session().exchange("DELETE", ExchangeCommand.place(name))
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
