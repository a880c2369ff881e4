internal import ArgumentParser

/// `martlet policy`: only holds its subcommands.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Settings that queues and topics get by their names.",
        discussion: """
            Ends with 0 when it was done, with 1 when the server refused, with 2 when it cannot be reached, with
            64 for a wrong option. --json prints what the server answered.
            """,
        subcommands: [
            PolicySetCommand.self, PolicyListCommand.self, PolicyShowCommand.self, PolicyDeleteCommand.self,
        ])

    /// The path of a policy below its namespace.
    static func place(_ policy: String) -> String { "/policies/" + PercentText.encode(policy) }
}
