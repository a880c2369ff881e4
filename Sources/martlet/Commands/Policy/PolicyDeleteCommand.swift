internal import ArgumentParser

/// `martlet policy delete`.
struct PolicyDeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a policy.",
        discussion: DeletionOptions.discussion)

    @Argument(help: "Its name.")
    var name: String
    @OptionGroup var deletion: DeletionOptions

    func run() throws {
        try deletion.delete(name, at: PolicyCommand.place(name), with: "what it gives to queues and topics")
    }
}
