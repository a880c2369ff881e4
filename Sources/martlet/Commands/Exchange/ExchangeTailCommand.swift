internal import ArgumentParser
internal import Base

/// `martlet exchange tail`.
struct ExchangeTailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Print what goes through an exchange, as it comes.",
        discussion: """
            A row has the routing key, time, key and what was sent; --json prints whole lines.
              martlet exchange tail orders --binding 'order.*.paid'
            What came before, or while nobody listens, is missed. Ctrl-C ends it with 0; a connection that is lost
            ends it with 2.
            """)

    @Argument(help: "The exchange.")
    var name: String
    @Option(help: "A routing key, or a pattern of such; a direct exchange needs one.")
    var binding: String?
    @Option(help: "Only messages that match this JSON pattern.")
    var filter: String?
    @Option(help: "End after so many messages.")
    var max: Int?
    @Flag(help: "Whole lines, as the server wrote them.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if let max, max < 1 { throw ValidationError("--max wants a number from 1") }
    }

    func run() throws {
        try Talking.run {
            let interruption = Interruption()
            var options: [(name: String, value: String)] = []
            if let binding { options.append(("binding", binding)) }
            if let filter { options.append(("filter", filter)) }
            var row = MessageRow(Ink(), isRouted: true)
            var left = max ?? .max
            let place = ExchangeCommand.place(name) + "/tail" + PercentText.query(options)
            try server.session(interruption).stream(place) { body in
                var read = 0
                while left > 0, let end = body.dropping(read).firstIndex(of: UInt8(ascii: "\n")) {
                    let line = body[read..<read + end]
                    read += end + 1
                    guard line.hasPrefix("data: ") else { continue }
                    left -= 1
                    let message = line.dropping(6)
                    let text = json ? message.string : try row.text(message)
                    try StandardOutput.write(Array((text + "\n").utf8), interruption)
                }
                return left > 0 ? read : nil
            }
        }
    }
}
