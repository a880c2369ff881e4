internal import ArgumentParser

/// `martlet policy list`.
struct PolicyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the policies by name.")

    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("GET", "/policies")
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let policies = try ShownObject.list("policies", of: answer.body)
            let columns = [
                ("NAME", "name"), ("FOR", "applies_to"), ("PATTERN", "pattern"), ("PRIORITY", "priority"),
                ("SETTINGS", "settings"), ("DECLARED", "declared_at"),
            ]
            let rows = policies.map { policy in columns.map { policy[$0.1] } }
            try StandardOutput.line(Columns.headed([columns.map(\.0)] + rows, Ink()))
        }
    }
}
