internal import ArgumentParser

/// `martlet bench queue`: whole lives of queue messages.
struct BenchQueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Publish, receive and settle, over and over.")

    @OptionGroup var load: LoadOptions
    @Option(help: "Messages a request.")
    var batch = 1
    @Option(help: "Bytes of a message.")
    var size = 100
    @Option(help: "Answer after the message is on disk, or at once.")
    var ack = AckChoice.flush
    @Option(help: "Queue to use.")
    var queue = "bench-queue"
    @Flag(help: "Settle with the next receive instead of a request of its own.")
    var piggyback = false

    func run() throws {
        let plan = try load.plan(pipeline: 1)
        try BlockingConnection(plan.origin).declare("/v1/queues/\(queue)")
        let result = try Load.run(plan, server: try load.server()) { _ in
            QueueCycle(
                plan.origin, queue: queue, batch: batch, size: size, ack: ack.rawValue, piggybacked: piggyback
            )
        }
        let terms = [
            ("connections", "\(plan.connections)"), ("batch", "\(batch)"), ("size", "\(size)"),
            ("ack", ack.rawValue), ("settle", piggyback ? "with the next receive" : "apart"),
        ]
        try load.finish(LoadReport(mode: "queue", terms: terms, result: result, messageBytes: size))
    }
}
