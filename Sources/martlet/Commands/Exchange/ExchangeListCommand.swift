internal import ArgumentParser

/// `martlet exchange list`.
struct ExchangeListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the exchanges by name.")

    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("GET", "/exchanges")
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let exchanges = try ShownObject.list("exchanges", of: answer.body)
            let columns = [
                ("NAME", "name"), ("TYPE", "type"), ("ALTERNATE", "alternate"), ("BINDINGS", "bindings"),
                ("ROUTED", "routed"), ("UNROUTABLE", "unroutable"), ("DECLARED", "declared_at"),
            ]
            let rows = exchanges.map { exchange in columns.map { exchange[$0.1] } }
            try StandardOutput.line(Columns.headed([columns.map(\.0)] + rows, Ink()))
        }
    }
}
