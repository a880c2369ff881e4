internal import ArgumentParser
internal import Glibc

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
        if !yes {
            guard isatty(STDIN_FILENO) == 1 else {
                throw ValidationError("say --yes to delete \(name) with its offsets")
            }
            print("Delete \(Printable.text(name)) with its offsets? Type yes: ", terminator: "")
            fflush(nil)
            guard readLine() == "yes" else { throw ExitCode(TalkExit.refused) }
        }
        try Talking.run {
            try server.session().exchange("DELETE", GroupCommand.place(name))
            try StandardOutput.line("\(Printable.text(name)): deleted")
        }
    }
}
