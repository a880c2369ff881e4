internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet queue peek`.
struct QueuePeekCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peek", abstract: "Show what is in a queue without touching it.",
        discussion: """
            A row has id, state, time, key and what was sent; --json prints whole lines.
              martlet queue peek jobs                    the first 10 messages
              martlet queue peek jobs.dlq --max 1000     the first 1,000 dead letters
              martlet queue peek jobs --state delayed    those that wait
              martlet queue peek jobs --id 5-17          one of them
            """)

    @Argument(help: "The queue.")
    var name: String
    @Option(help: "Only messages that are ready, leased, delayed, deferred or dying.")
    var state: String?
    @Option(help: "Only messages that match this JSON pattern.")
    var filter: String?
    @Option(help: "Only the message of this id.")
    var id: String?
    @Option(help: "At most so many messages. (default: 10)")
    var max: Int?
    @Flag(help: "Whole lines, as the server wrote them.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if let max, max < 1 { throw ValidationError("--max wants a number from 1") }
        if id != nil, state != nil || filter != nil || max != nil {
            throw ValidationError("--id goes with none of --state, --filter and --max")
        }
    }

    func run() throws {
        try Talking.run {
            let session = try server.session()
            var printer = StandingPrinter(isJSON: json)
            if let id {
                let place = QueueCommand.place(name) + "/messages/" + PercentText.encode(id)
                try printer.show(session.exchange("GET", place).body)
                return
            }
            var options: [(name: String, value: String)] = [("format", "ndjson")]
            if let state { options.append(("state", state)) }
            if let filter { options.append(("filter", filter)) }
            var left = max ?? 10
            var from: String?
            repeat {
                let page = options + [("max", "\(min(left, 1_000))")] + (from.map { [("from", $0)] } ?? [])
                let answer = try session.exchange(
                    "GET", QueueCommand.place(name) + "/messages" + PercentText.query(page))
                left -= try printer.show(answer.body)
                from = answer.next
            } while from != nil && left > 0
            if printer.count == 0 { ErrorLine.print("no such messages in \(Printable.text(name))") }
        }
    }
}
