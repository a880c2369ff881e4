internal import ArgumentParser

/// The whole program: reads the arguments, runs the command and ends with its exit code.
///
/// Free and nonisolated on purpose: whatever a main actor function forms is bound to the main thread,
/// which the event loops never visit.
nonisolated func launch() {
    Martlet.main()
}

/// `martlet`: only holds its subcommands.
struct Martlet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "Topics and queues over plain HTTP: one process, one folder.",
        discussion: """
            Start with:  martlet serve --listen 127.0.0.1:7411 --data ./data
            """,
        version: Release.version,
        subcommands: [
            ServeCommand.self, TopicCommand.self, QueueCommand.self, GroupCommand.self, ScheduleCommand.self,
            ExchangeCommand.self, BindCommand.self, UnbindCommand.self, RouteCommand.self,
            PolicyCommand.self, ApplyCommand.self, DiffCommand.self, PublishCommand.self,
            TailCommand.self, InspectCommand.self,
            BackupCommand.self, RestoreCommand.self,
            BenchCommand.self, HealthCommand.self, VersionCommand.self,
        ])
}
