internal import API
internal import Base
internal import Glibc
internal import HTTPTransport
internal import LogStore
internal import Logging
internal import Node
internal import Reactor

/// Puts the concrete parts together; the only place that names them.
enum Composition {
    /// Serves until SIGTERM or SIGINT; answers the exit code.
    ///
    /// The server listens before the node has recovered: until then it answers 503 with the progress.
    static func run(_ configuration: Configuration) throws -> Int32 {
        let log = Logger(label: "martlet")
        let signals = try Signals.catchAll()
        let lock = try DataDirectory.open(configuration.dataFolder)
        defer { withExtendedLifetime(lock) {} }
        let loops = try EventLoopGroup(count: configuration.loops)
        let workers = try WorkerPool(threads: 2)
        let door = FrontDoor()
        let server = HTTPServer(
            settings: serverSettings(configuration), loops: loops, responder: door, log: log)
        let release = ReleaseHook { server.durableAdvanced(on: loops.loops[$0]) }
        let port = try server.start()

        let opened = try open(
            configuration, LoopScheduler(loops: loops, workers: workers), release, door, log)
        let journal = JournalThread(opened.commit)
        let preparer = PreparerThread(opened.journal)
        journal.start { fail($0, log) }
        preparer.start { fail($0, log) }
        let housekeeping = HousekeepingThread(opened.housekeeping, beside: journal)
        housekeeping.start { fail($0, log) }
        let interface = Interface(
            node: opened.node, version: Release.version, bodyBytesMax: configuration.bodyBytesMax)
        interface.show { server.counters }
        door.open(interface)
        announce(configuration, port)

        let stop = Latch()
        Signals.report(signals, on: loops.loops[0]) { _ in stop.open() }
        stop.wait()
        log.info("stopping")
        opened.node.beginStopping()
        let stopped = Latch()
        Task.detached {
            await server.stop()
            stopped.open()
        }
        stopped.wait()
        housekeeping.stop()
        preparer.stop()
        journal.stop()
        workers.stop()
        loops.stop()
        return 0
    }

    private static func open(
        _ configuration: Configuration, _ scheduler: LoopScheduler, _ release: ReleaseHook,
        _ door: FrontDoor, _ log: Logger
    ) throws -> OpenedNode {
        var settings = NodeSettings(
            journalBytesMax: configuration.journalBytesMax, tailBytesMax: configuration.tailBytesMax,
            isDevelopment: configuration.dev)
        settings.diskBytesMax = configuration.diskBytesMax
        settings.checkpointBytes = configuration.checkpointBytes
        settings.checkpointInterval = configuration.checkpointInterval
        settings.zones = SystemZones()
        var random = SystemRandomNumberGenerator()
        do throws(LogStoreError) {
            return try Node.open(
                NodeStore(directory: configuration.dataFolder, fileSystem: RealFileSystem()),
                settings: settings, scheduler: scheduler, random: &random, log: log,
                progress: { door.recovering(done: $0, of: $1) }, release: { release.call($0) })
        } catch { throw StartTrouble(error: error, folder: configuration.dataFolder) }
    }

    private static func serverSettings(_ configuration: Configuration) -> ServerSettings {
        var settings = ServerSettings(
            listen: Reactor.ListenAddress(host: configuration.listen.host, port: configuration.listen.port))
        settings.allowedHosts = configuration.hosts
        settings.allowedOrigins = configuration.origins
        settings.bodyBytesMax = configuration.bodyBytesMax
        settings.connectionsMax = configuration.connectionsMax
        settings.exposedFields = Interface.exposedFields
        return settings
    }

    /// The first line of standard output, once requests are answered: scripts and tests read the port from it.
    private static func announce(_ configuration: Configuration, _ port: UInt16) {
        let host =
            configuration.listen.isVersion6 ? "[\(configuration.listen.host)]" : configuration.listen.host
        print("martlet \(Release.version) listening on http://\(host):\(port)")
        fflush(nil)
    }

    /// The journal cannot go on: what is not durable must not be acknowledged, so the process ends.
    private static func fail(_ error: LogStoreError, _ log: Logger) {
        log.critical("the journal failed: \(error)")
        fflush(nil)
        _exit(74)
    }
}
