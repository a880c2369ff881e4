internal import ArgumentParser

/// `martlet exchange delete`.
struct ExchangeDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an exchange with its bindings.",
        discussion: DeletionOptions.discussion)

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var deletion: DeletionOptions

    func run() throws {
        try deletion.delete(name, at: ExchangeCommand.place(name), with: "all its bindings")
    }
}
