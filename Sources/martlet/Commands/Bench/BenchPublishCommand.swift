internal import ArgumentParser

/// When a publish is answered: after the message is on disk, or at once.
enum AckChoice: String, ExpressibleByArgument, CaseIterable {
    case flush, none
}

/// `martlet bench publish`.
struct BenchPublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish to a topic, or to a queue.")

    @OptionGroup var load: LoadOptions
    @Option(help: "Requests in flight on each connection.")
    var pipeline = 1
    @Option(help: "Messages a request.")
    var batch = 1
    @Option(help: "Bytes of a message.")
    var size = 100
    @Option(help: "Answer after the message is on disk, or at once.")
    var ack = AckChoice.flush
    @Option(help: "Topic to publish to.")
    var topic = "bench-publish"
    @Option(help: "Queue to publish to, instead of a topic.")
    var queue: String?
    @Option(help: "Partitions of the topic.")
    var partitions = 1
    @Flag(inversion: .prefixedNo, help: "Declare the topic or queue first.")
    var create = true

    func run() throws {
        let plan = try load.plan(pipeline: pipeline)
        let place = queue.map { "/v1/queues/\($0)" } ?? "/v1/topics/\(topic)"
        if create {
            let body = queue == nil ? "{\"partitions\":\(partitions)}" : "{}"
            try BlockingConnection(plan.origin).declare(place, body)
        }
        let request = PublishRequest.make(plan.origin, place, batch: batch, size: size, ack: ack.rawValue)
        let result = try Load.run(plan, server: try load.server()) { _ in
            Repeated([(request, batch)])
        }
        let terms = [
            ("connections", "\(plan.connections)"), ("pipeline", "\(pipeline)"), ("batch", "\(batch)"),
            ("size", "\(size)"), ("ack", ack.rawValue), ("rate", load.rate.map { "\($0)" } ?? "unlimited"),
        ]
        try load.finish(LoadReport(mode: "publish", terms: terms, result: result, messageBytes: size))
    }
}
