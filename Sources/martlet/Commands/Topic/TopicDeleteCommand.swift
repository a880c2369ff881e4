internal import ArgumentParser
internal import Glibc

/// `martlet topic delete`.
struct TopicDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a topic with all its messages.",
        discussion: "Asks first on a terminal; elsewhere it wants --yes.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        if !yes {
            guard isatty(STDIN_FILENO) == 1 else {
                throw ValidationError("say --yes to delete \(name) with all its messages")
            }
            print("Delete \(Printable.text(name)) with all its messages? Type yes: ", terminator: "")
            fflush(nil)
            guard readLine() == "yes" else { throw ExitCode(TalkExit.refused) }
        }
        try Talking.run {
            try server.session().exchange("DELETE", TopicCommand.place(name))
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
