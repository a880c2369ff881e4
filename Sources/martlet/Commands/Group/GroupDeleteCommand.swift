internal import ArgumentParser

/// `martlet group delete`.
struct GroupDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a group with its offsets; messages stay.",
        discussion: "Asks first on a terminal; elsewhere it wants --yes.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        if !yes { try Consent.ask(toDelete: name, with: "its offsets") }
        try Talking.run {
            try server.session().exchange("DELETE", GroupCommand.place(name))
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
