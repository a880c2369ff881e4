internal import ArgumentParser

/// `martlet group`: only holds its subcommands.
struct GroupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "List, show, move and delete consumer groups.",
        discussion: """
            Ends with 0 when it was done, with 1 when the server refused, with 2 when it cannot be reached, with
            64 for a wrong option. --json prints what the server answered.
            """,
        subcommands: [
            GroupListCommand.self, GroupShowCommand.self, GroupLagCommand.self, GroupResetCommand.self,
            GroupDeleteCommand.self,
        ])

    /// The path of a group below its namespace.
    static func place(_ group: String) -> String { "/groups/" + PercentText.encode(group) }
}
