internal import ArgumentParser

/// `martlet queue`: only holds its subcommands.
struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Declare, list, show, look into, receive from and delete queues.",
        discussion: """
            Ends with 0 when it was done, with 1 when the server refused, with 2 when it cannot be reached, with
            64 for a wrong option. --json prints what the server answered.
            """,
        subcommands: [
            QueueDeclareCommand.self, QueueListCommand.self, QueueShowCommand.self, QueuePeekCommand.self,
            QueueReceiveCommand.self, QueueRedriveCommand.self, QueuePurgeCommand.self,
            QueueDeleteCommand.self,
        ])

    /// The path of a queue below its namespace.
    static func place(_ queue: String) -> String { "/queues/" + PercentText.encode(queue) }
}
