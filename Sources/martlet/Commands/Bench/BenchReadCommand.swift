internal import ArgumentParser

/// `martlet bench read`: the recent messages of a topic, as lines.
struct BenchReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Read a topic's recent messages as NDJSON, over and over.")

    @OptionGroup var load: LoadOptions
    @Option(help: "Requests in flight on each connection.")
    var pipeline = 1
    @Option(help: "Bytes of a message, when the topic has to be filled.")
    var size = 100
    @Option(help: "Messages to fill the topic with when it holds fewer.")
    var messages = 200_000
    @Option(help: "Topic to read.")
    var topic = "bench-read"
    @Option(help: "Bytes that one request asks for.")
    var maxBytes = 1 << 20
    @Option(help: "Messages that one request asks for.")
    var max: Int?

    func run() throws {
        let plan = try load.plan(pipeline: pipeline)
        let filled = FilledTopic(connection: try BlockingConnection(plan.origin), name: topic)
        try filled.fill(messages: messages, size: size)
        let query = "&max_bytes=\(maxBytes)" + (max.map { "&max=\($0)" } ?? "")
        let requests = try filled.readRequests(plan.origin, query: query)
        let result = try Load.run(plan, server: try load.server()) { Repeated(requests, startingAt: $0) }
        let terms = [
            ("connections", "\(plan.connections)"), ("pipeline", "\(pipeline)"), ("max_bytes", "\(maxBytes)"),
            ("messages a request", "\(requests.first?.messages ?? 0)"),
        ]
        try load.finish(LoadReport(mode: "read", terms: terms, result: result, messageBytes: nil))
    }
}
