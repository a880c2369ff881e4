internal import ArgumentParser

/// `martlet bench history`: a topic's messages from behind the last checkpoint.
struct BenchHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Read a topic's history as NDJSON, over and over, plain or as gzip passes it through.")

    @OptionGroup var load: LoadOptions
    @Flag(help: "Accept gzip, and get blocks as they are stored; messages count by what they hold.")
    var gzip = false
    @Option(help: "Bytes of a message, when the topic has to be filled.")
    var size = 200
    @Option(help: "Messages to fill the topic with when it holds fewer.")
    var messages = 2_000_000
    @Option(help: "Topic to read.")
    var topic = "bench-history"
    @Option(help: "Bytes of lines that one request asks for.")
    var maxBytes = 16 << 20

    func run() throws {
        let plan = try load.plan(pipeline: 1)
        let connection = try BlockingConnection(plan.origin)
        let filled = FilledTopic(connection: connection, name: topic)
        try filled.fill(messages: messages, size: size)
        try connection.exchange("POST", "/v1/checkpoints")
        let pages = try HistoryPages(filled, plan.origin, maxBytes: maxBytes, isCompressed: gzip)
        let result = try Load.run(plan, server: try load.server()) { connection in
            Repeated(pages.requests, startingAt: connection * pages.requests.count / plan.connections)
        }
        let terms = [
            ("connections", "\(plan.connections)"), ("form", gzip ? "gzip" : "plain"),
            ("max_bytes", "\(maxBytes)"), ("pages", "\(pages.requests.count)"),
            ("bytes a line", "\(pages.lineBytes)"),
        ]
        try load.finish(
            LoadReport(mode: "history", terms: terms, result: result, messageBytes: pages.lineBytes))
    }
}
