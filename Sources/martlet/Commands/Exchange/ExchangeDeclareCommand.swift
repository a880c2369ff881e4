internal import ArgumentParser

/// `martlet exchange declare`.
struct ExchangeDeclareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declare", abstract: "Declare an exchange, or set what is given of one that is there.")

    @Argument(help: "Its name.")
    var name: String
    @Option(help: "direct, fanout, topic, headers or consistent_hash; it cannot change. (default: direct)")
    var type: String?
    @Option(help: "The exchange that gets what no binding takes; none for no such.")
    var alternate: String?
    @Flag(inversion: .prefixedNo, help: "Whether only other exchanges hand it messages.")
    var `internal`: Bool?
    @Flag(help: "Refuse if it is there already.")
    var new = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().declare(ExchangeCommand.place(name), wish, createOnly: new)
            try ExchangeCommand.print(answer, asJSON: json)
        }
    }

    /// The declaration: what was given, and nothing else.
    private var wish: String {
        var wish = JSONLine()
        if let type { wish.add("type", type) }
        if let isInternal = self.internal { wish.add("internal", isInternal) }
        if let alternate {
            if alternate == "none" {
                wish.add("alternate", json: "null")
            } else {
                wish.add("alternate", alternate)
            }
        }
        return wish.text
    }
}
