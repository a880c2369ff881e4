internal import ArgumentParser

/// `martlet queue delete`.
struct QueueDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a queue with all its messages.",
        discussion: DeletionOptions.discussion)

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var deletion: DeletionOptions

    func run() throws {
        try deletion.delete(name, at: QueueCommand.place(name) + "?force=true", with: "all its messages")
    }
}
