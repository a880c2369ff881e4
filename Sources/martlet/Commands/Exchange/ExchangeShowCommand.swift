internal import ArgumentParser

/// `martlet exchange show`.
struct ExchangeShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an exchange and its bindings.",
        discussion: "Of more than 1,000 bindings the first are shown. --json prints two lines.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let session = try server.session()
            let exchange = try session.exchange("GET", ExchangeCommand.place(name))
            let bindings = try session.exchange("GET", ExchangeCommand.place(name) + "/bindings")
            if json { return try StandardOutput.write(exchange.body.lineEnded + bindings.body.lineEnded) }
            let shown = try ShownObject(of: exchange.body)
            let list = try ShownObject.list("bindings", of: bindings.body)
            try StandardOutput.line(Columns.aligned(shown.rows))
            if list.isEmpty { return }
            let columns = [
                ("BINDING", "name"), ("TO", "to"), ("KEY", "routing_key"), ("MATCH", "match"),
                ("HEADERS", "headers"), ("WEIGHT", "weight"), ("FILTER", "filter"), ("MESSAGES", "messages"),
            ].filter { column in list.contains { $0.text(column.1) != nil } }
            let rows = list.map { binding in columns.map { binding[$0.1] } }
            try StandardOutput.line("\n" + Columns.headed([columns.map(\.0)] + rows, Ink()))
        }
    }
}
