internal import ArgumentParser
internal import Glibc

/// What every mode of `martlet bench` can be told.
struct LoadOptions: ParsableArguments {
    @Option(help: "The server.")
    var url = "http://127.0.0.1:7411"
    @Option(help: "Connections at once.")
    var connections = 64
    @Option(help: "Seconds that are measured.")
    var seconds = 10.0
    @Option(help: "Seconds before, which are not.")
    var warmup = 1.0
    @Option(help: "Threads of the load.")
    var threads = 2
    @Option(help: "Requests a second over all connections; latencies then count from when each was due.")
    var rate: Int?
    @Option(help: "Process of the server, if it is not the one that listens here on that port.")
    var serverPid: Int32?
    @Flag(help: "Print one line of JSON.")
    var json = false

    /// The server's address.
    func target() throws -> HTTPURL {
        guard let target = HTTPURL(url) else {
            throw ValidationError("--url must look like http://127.0.0.1:7411")
        }
        return target
    }

    /// The plan, with `pipeline` requests in flight on each connection.
    func plan(pipeline: Int) throws -> LoadPlan {
        guard connections > 0, pipeline > 0, threads > 0, seconds > 0, warmup >= 0, rate ?? 1 > 0 else {
            throw ValidationError(
                "--connections, --pipeline, --threads, --seconds and --rate must be positive")
        }
        return LoadPlan(
            origin: try target().origin, connections: connections, pipeline: pipeline,
            threads: min(threads, connections), rate: rate, warmup: warmup, seconds: seconds)
    }

    /// The server's process, when it runs on this machine.
    func server() throws -> ServerProcess? {
        if let serverPid { return ServerProcess(pid: serverPid) }
        return ServerProcess(listeningOn: try target().origin.port)
    }

    /// Prints the report; ends with 1 when anything was refused or lost.
    func finish(_ report: LoadReport) throws {
        print(json ? report.json : report.text)
        if !report.result.isClean { throw ExitCode(1) }
    }
}
