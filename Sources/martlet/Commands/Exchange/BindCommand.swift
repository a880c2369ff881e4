internal import ArgumentParser

/// `martlet bind`.
struct BindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bind", abstract: "Declare a way out of an exchange, or change it.",
        discussion: """
            For example:
              martlet bind orders paid --to queue:invoices --key 'order.*.paid'
              martlet bind inbox urgent --to topic:alarms --header urgent= --filter '{"value":{"level":[1,2]}}'
            """)

    @Argument(help: "The exchange.")
    var exchange: String
    @Argument(help: "The binding's name within the exchange.")
    var name: String
    @Option(help: "Where to: queue:NAME, topic:NAME or exchange:NAME.")
    var to: String?
    @Option(help: "The routing key, or the pattern of a topic exchange.")
    var key: String?
    @Option(
        name: .customLong("header"),
        help: "A header that a headers exchange compares, NAME=VALUE; without a value any counts; repeatable."
    )
    var headers: [PublishHeader] = []
    @Option(help: "How many headers: all, any, all-with-x, any-with-x. (default: all)")
    var match: String?
    @Option(help: "A pattern over key, headers and value.")
    var filter: String?
    @Option(help: "Share of the messages of a consistent_hash exchange. (default: 1)")
    var weight: Int?
    @Flag(help: "Gone when the server starts anew.")
    var ephemeral = false
    @Flag(help: "Refuse if it is there already.")
    var new = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws { _ = try wish() }

    func run() throws {
        let wish = try wish()
        try Talking.run {
            let answer = try server.session().declare(
                ExchangeCommand.place(name, of: exchange), wish, createOnly: new)
            try ExchangeCommand.print(answer, asJSON: json)
        }
    }

    /// The declaration: what was given, and nothing else.
    func wish() throws -> String {
        var wish = JSONLine()
        if let to {
            guard let target = TargetText.parse(to, of: TargetText.all) else {
                throw ValidationError(
                    "--to must look like queue:jobs, topic:orders or exchange:inner, not \"\(to)\"")
            }
            wish.add("to", target)
        }
        if let key { wish.add("routing_key", key) }
        if !headers.isEmpty {
            var table = JSONLine()
            for header in headers {
                if header.value.isEmpty {
                    table.add(header.name, json: "null")
                } else {
                    table.add(header.name, header.value)
                }
            }
            wish.add("headers", table)
        }
        if let match { wish.add("match", match) }
        if let filter { wish.add("filter", filter) }
        if let weight { wish.add("weight", weight) }
        if ephemeral { wish.add("ephemeral", true) }
        return wish.text
    }
}
