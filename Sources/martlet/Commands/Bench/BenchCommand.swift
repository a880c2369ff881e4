internal import ArgumentParser

/// `martlet bench`: puts a server under load and says what it can do.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Put a running server under load.",
        subcommands: [
            BenchPublishCommand.self, BenchReadCommand.self, BenchHistoryCommand.self, BenchQueueCommand.self,
            BenchTailCommand.self,
            BenchGetCommand.self,
        ])
}
