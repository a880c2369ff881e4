internal import ArgumentParser

/// `martlet tail`.
struct TailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Print the messages of a topic as they come.",
        discussion: """
            A row has partition/offset, time, key and what was sent; --json prints whole lines.
              martlet tail orders                                   what comes from now on
              martlet tail orders --from earliest --no-follow       all there is, then end
              martlet tail orders --from time:2026-11-22T10:00:00Z  since then, and what comes
            Ctrl-C ends it with 0, and so does the end of what reads its output. While following it outlives a
            restart of the server. Ends with 1 when the server refused, with 2 when it cannot be reached, with
            64 for a wrong option.
            """)

    @Argument(help: "The topic.")
    var topic: String
    @Option(
        help: """
            earliest, latest, offset:N, time:T or a cursor. (default: latest; earliest with --no-follow)
            """)
    var from: String?
    @Option(help: "Only this partition.")
    var partition: Int?
    @Option(help: "Only messages of this key.")
    var key: String?
    @Option(help: "Only messages that match this JSON pattern.")
    var filter: String?
    @Flag(inversion: .prefixedNo, help: "Wait for more at the end.")
    var follow = true
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
            if let partition { options.append(("partition", "\(partition)")) }
            if let key { options.append(("key", key)) }
            if let filter { options.append(("filter", filter)) }
            let printer = TailPrinter(
                session: try server.session(interruption), interruption: interruption,
                place: TopicCommand.place(topic), options: options, isJSON: json, isFollowing: follow)
            try printer.run(from: from ?? (follow ? "latest" : "earliest"), most: max)
        }
    }
}
