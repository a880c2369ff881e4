internal import ArgumentParser

/// `martlet health`: asks a running server whether it is ready, for container health checks.
struct HealthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Ask a running server whether it is ready.",
        discussion: "Ends with 0 when it is, with 1 when it is not or cannot be reached.")

    @Option(help: "The server, with a path if not /readyz.")
    var url = "http://127.0.0.1:7411"

    func run() throws {
        guard let target = HTTPURL(url) else {
            throw ValidationError("--url must look like http://127.0.0.1:7411")
        }
        let path = target.path == "/" ? "/readyz" : target.path
        let answer = try OneRequest.get(target.origin, path)
        print("\(answer.status) \(answer.body)")
        if answer.status != 200 { throw ExitCode(1) }
    }
}
