internal import ArgumentParser

/// `martlet backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a data directory, while a server runs on it or not.",
        discussion: """
            Copies the newest snapshot, the pieces that are not there yet, and the journal behind the snapshot.
            Run it again into the same folder: what never changes is not copied twice. Where a server runs it is
            asked for a checkpoint first. Ends with 0 when the backup is whole, with 2 when it is not.
            """)

    @Option(name: .customLong("data"), help: "The data directory.")
    var dataFolder = "./data"
    @Option(help: "Folder for the backup; made if it is not there.")
    var to: String
    @Option(help: "The server to ask for a checkpoint. (default: http://127.0.0.1:7411, if one runs)")
    var server: String?
    @Flag(help: "Read again and check what is there already.")
    var verify = false
    @Flag(help: "Leave files that the new backup does not need.")
    var keep = false
    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let code = try Refusing.run {
            try BackupTool(
                directory: dataFolder, target: to, server: server, isVerifying: verify, isKeeping: keep,
                isJSON: json
            ).run()
        }
        if code != 0 { throw ExitCode(code) }
    }
}
