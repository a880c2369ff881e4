internal import ArgumentParser

/// `martlet topic`: only holds its subcommands.
struct TopicCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topic", abstract: "Declare, list, show and delete topics.",
        discussion: """
            Ends with 0 when it was done, with 1 when the server refused, with 2 when it cannot be reached, with
            64 for a wrong option. --json prints what the server answered.
            """,
        subcommands: [
            TopicCreateCommand.self, TopicListCommand.self, TopicShowCommand.self, TopicDeleteCommand.self,
        ])

    /// The path of a topic below its namespace.
    static func place(_ topic: String) -> String { "/topics/" + PercentText.encode(topic) }
}
