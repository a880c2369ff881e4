internal import ArgumentParser

/// `martlet topic delete`.
struct TopicDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a topic with all its messages.",
        discussion: DeletionOptions.discussion)

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var deletion: DeletionOptions

    func run() throws {
        try deletion.delete(name, at: TopicCommand.place(name), with: "all its messages")
    }
}
