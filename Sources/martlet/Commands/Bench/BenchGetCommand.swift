internal import ArgumentParser

/// `martlet bench get`: any path, such as `/livez`.
struct BenchGetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Ask for one path over and over.")

    @OptionGroup var load: LoadOptions
    @Option(help: "Requests in flight on each connection.")
    var pipeline = 1
    @Option(help: "What to ask for.")
    var path = "/livez"

    func run() throws {
        let plan = try load.plan(pipeline: pipeline)
        let request = RequestText.make("GET", path, plan.origin)
        let result = try Load.run(plan, server: try load.server()) { _ in Repeated([(request, 1)]) }
        let terms = [
            ("path", path), ("connections", "\(plan.connections)"), ("pipeline", "\(pipeline)"),
            ("rate", load.rate.map { "\($0)" } ?? "unlimited"),
        ]
        try load.finish(LoadReport(mode: "get", terms: terms, result: result, messageBytes: nil))
    }
}
