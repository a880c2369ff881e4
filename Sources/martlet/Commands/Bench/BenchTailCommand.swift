internal import ArgumentParser

/// `martlet bench tail`: how long a message takes from its sender to a reader who waits.
struct BenchTailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail", abstract: "Measure publish to waiting reader, one message at a time.")

    @OptionGroup var load: LoadOptions
    @Option(help: "How the reader waits.")
    var via = TailReader.Kind.poll
    @Option(help: "Bytes of a message.")
    var size = 100
    @Option(help: "Answer after the message is on disk, or at once.")
    var ack = AckChoice.flush
    @Option(help: "Milliseconds between an answer and the next message.")
    var pause = 5.0

    func run() throws {
        var plan = try load.plan(pipeline: 1)
        if load.rate != nil {
            throw ValidationError("tail sends one at a time; set --pause instead of --rate")
        }
        // A pair needs a thread of its own, as both ends block.
        plan = LoadPlan(
            origin: plan.origin, connections: min(plan.connections, 64), pipeline: 1, threads: 1, rate: nil,
            warmup: plan.warmup, seconds: plan.seconds)
        let pair = TailPair(plan: plan, kind: via, size: size, ack: ack.rawValue, pause: pause)
        let result = try pair.run(server: try load.server())
        let terms = [
            ("via", via.rawValue), ("pairs", "\(plan.connections)"), ("size", "\(size)"),
            ("ack", ack.rawValue),
            ("pause", "\(pause) ms"),
        ]
        try load.finish(LoadReport(mode: "tail", terms: terms, result: result, messageBytes: size))
    }
}
