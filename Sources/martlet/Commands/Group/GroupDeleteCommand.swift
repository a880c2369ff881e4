internal import ArgumentParser

/// `martlet group delete`.
struct GroupDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a group with its offsets; messages stay.",
        discussion: DeletionOptions.discussion)

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var deletion: DeletionOptions

    func run() throws {
        try deletion.delete(name, at: GroupCommand.place(name), with: "its offsets")
    }
}
