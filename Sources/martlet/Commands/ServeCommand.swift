internal import ArgumentParser
internal import Logging

/// Runs the server until it is told to stop; the exit code of the process.
func serve(_ configuration: Configuration) throws -> Int32 {
    try Composition.run(configuration)
}

/// `martlet serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve topics and queues.",
        discussion: """
            Every option can also be set in the environment (MARTLET_LISTEN, MARTLET_DATA, …; lists separated
            by commas) and in a JSON file ({"listen":"127.0.0.1:7411","hosts":["broker.example"]}).
            A flag beats the environment, and the environment beats the file.
            """)

    @Option(help: "Address and port; port 0 takes a free one. (default: 127.0.0.1:7411)")
    var listen: String?
    @Option(name: .customLong("data"), help: "Folder that holds everything. (default: ./data)")
    var dataFolder: String?
    @Option(help: "Name that a Host field may hold besides IP addresses and localhost; repeatable.")
    var host: [String] = []
    @Option(help: "Origin whose web pages may call, or *; repeatable.")
    var origin: [String] = []
    @Option(help: "Event loops, each a thread. (default: one a core)")
    var loops: String?
    @Option(help: "Largest request body, such as 16MiB. (default: 8MiB)")
    var bodyBytesMax: String?
    @Option(help: "Journal on disk before publishing is refused. (default: 1GiB)")
    var journalBytesMax: String?
    @Option(help: "Journal after which a checkpoint moves it into the history. (default: 128MiB)")
    var checkpointBytes: String?
    @Option(help: "Time after which a checkpoint is made if anything was written. (default: 10m)")
    var checkpointInterval: String?
    @Option(help: "The whole data folder before publishing is refused, such as 20GiB. (default: none)")
    var diskBytesMax: String?
    @Option(help: "Recent messages kept in memory. (default: 128MiB)")
    var tailBytesMax: String?
    @Option(help: "Connections open at once. (default: 20000)")
    var connectionsMax: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: info)")
    var logLevel: String?
    @Flag(
        inversion: .prefixedNo, help: "Let a virtual clock be advanced over HTTP, for tests of what uses us.")
    var dev: Bool?
    @Option(help: "JSON file with settings; also MARTLET_CONFIG.")
    var config: String?
    @Flag(help: "Show each setting and where it came from, then end.")
    var printConfig = false
    @Flag(help: "With --print-config: as JSON.")
    var json = false

    func validate() throws {
        if json && !printConfig { throw ValidationError("--json goes with --print-config") }
    }

    func run() throws {
        let environment = Environment.ofThisProcess()
        var sources = SettingSources()
        sources.flags = flags
        sources.environment = environment.settings()
        if let path = config ?? environment["MARTLET_CONFIG"] {
            sources.filePath = path
            sources.file = try ConfigurationFile.read(path)
        }
        let configuration = try Configuration(sources)
        if printConfig {
            print(json ? configuration.report.json : configuration.report.table)
            return
        }
        StandardErrorLog.install(configuration.logLevel)
        for warning in environment.suspects() { Logger(label: "martlet").warning("\(warning)") }
        let code = try serve(configuration)
        if code != 0 { throw ExitCode(code) }
    }

    /// What was given on the command line.
    private var flags: [SettingSources.Entry] {
        let texts: [(SettingName, [String])] = [
            (.listen, listen.map { [$0] } ?? []), (.dataFolder, dataFolder.map { [$0] } ?? []),
            (.hosts, host), (.origins, origin), (.loops, loops.map { [$0] } ?? []),
            (.bodyBytesMax, bodyBytesMax.map { [$0] } ?? []),
            (.journalBytesMax, journalBytesMax.map { [$0] } ?? []),
            (.checkpointBytes, checkpointBytes.map { [$0] } ?? []),
            (.checkpointInterval, checkpointInterval.map { [$0] } ?? []),
            (.diskBytesMax, diskBytesMax.map { [$0] } ?? []),
            (.tailBytesMax, tailBytesMax.map { [$0] } ?? []),
            (.connectionsMax, connectionsMax.map { [$0] } ?? []),
            (.logLevel, logLevel.map { [$0] } ?? []), (.dev, dev.map { ["\($0)"] } ?? []),
        ]
        return texts.compactMap { name, texts in
            texts.isEmpty ? nil : SettingSources.Entry(name: name, texts: texts)
        }
    }
}
