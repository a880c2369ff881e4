internal import ArgumentParser

/// `martlet exchange`: only holds its subcommands.
struct ExchangeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchange", abstract: "Declare, list, show, delete and follow exchanges.",
        discussion: """
            What leads out of them is told by martlet bind, and where a message would go by martlet route.
            Ends with 0 when it was done, with 1 when the server refused, with 2 when it cannot be reached, with
            64 for a wrong option. --json prints what the server answered.
            """,
        subcommands: [
            ExchangeDeclareCommand.self, ExchangeListCommand.self, ExchangeShowCommand.self,
            ExchangeDeleteCommand.self, ExchangeTailCommand.self,
        ])

    /// The path of an exchange below its namespace.
    static func place(_ exchange: String) -> String { "/exchanges/" + PercentText.encode(exchange) }

    /// The path of one of its bindings.
    static func place(_ binding: String, of exchange: String) -> String {
        place(exchange) + "/bindings/" + PercentText.encode(binding)
    }

    /// Prints what a declaration came to.
    static func print(_ answer: Answer, asJSON: Bool) throws {
        if asJSON { return try StandardOutput.write(answer.body.lineEnded) }
        let shown = try ShownObject(of: answer.body)
        var what = answer.status == 201 ? "declared" : "was there already"
        if let changed = shown.text("changed"), changed != "-" { what = "changed: \(changed)" }
        try StandardOutput.line("\(shown["name"]): \(what)")
    }
}
