internal import ArgumentParser

/// `martlet route`.
struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route", abstract: "Say where a message would go, and why, without sending it.",
        discussion: "For example:  martlet route orders order.eu.paid --header kind=invoice")

    @Argument(help: "The exchange.")
    var exchange: String
    @Argument(help: "The routing key.")
    var key = ""
    @Argument(help: "The message, for filters over its value.")
    var message: String?
    @Option(name: .customLong("header"), help: "A header of the message, NAME=VALUE; repeatable.")
    var headers: [PublishHeader] = []
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let options = [("routing_key", key)] + headers.map { ("header." + $0.name, $0.value) }
            let answer = try server.session().exchange(
                "POST",
                ExchangeCommand.place(exchange) + "/route"
                    + PercentText.query(options.map { (name: $0.0, value: $0.1) }),
                type: message == nil ? nil : "application/x-www-form-urlencoded",
                body: message.map { Array($0.utf8) } ?? [])
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let told = try ShownObject(of: answer.body)
            let steps = try ShownObject.list("bindings", of: answer.body)
            try StandardOutput.line("goes to \(told["targets"])")
            if steps.isEmpty { return }
            let columns = [
                ("EXCHANGE", "exchange"), ("BINDING", "binding"), ("TO", "to"), ("TAKES", "takes"),
                ("WHY", "why"),
            ]
            let rows = steps.map { step in columns.map { step[$0.1] } }
            try StandardOutput.line(Columns.headed([columns.map(\.0)] + rows, Ink()))
        }
    }
}
