internal import ArgumentParser

/// `martlet unbind`.
struct UnbindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unbind", abstract: "Delete a way out of an exchange.")

    @Argument(help: "The exchange.")
    var exchange: String
    @Argument(help: "The binding's name within the exchange.")
    var name: String
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            try server.session().exchange("DELETE", ExchangeCommand.place(name, of: exchange))
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
