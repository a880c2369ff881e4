internal import ArgumentParser

/// `martlet restore`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a new data directory of a backup.",
        discussion: """
            Verifies every byte on the way. Ends with 0 when the directory is whole, with 2 when it is not; then
            no server starts on it.
            """)

    @Option(name: .customLong("from"), help: "The folder of the backup.")
    var backup: String
    @Option(name: .customLong("data"), help: "The new data directory; it must be empty.")
    var dataFolder: String
    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let code = try Refusing.run {
            try RestoreTool(backup: backup, directory: dataFolder, isJSON: json).run()
        }
        if code != 0 { throw ExitCode(code) }
    }
}
