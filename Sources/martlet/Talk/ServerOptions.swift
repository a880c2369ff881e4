internal import ArgumentParser

/// Which server a command speaks to.
struct ServerOptions: ParsableArguments {
    @Option(help: "The server; also MARTLET_URL. (default: http://127.0.0.1:7411)")
    var url: String?
    @Option(name: [.short, .customLong("namespace")], help: "The namespace.")
    var namespace = "default"

    func validate() throws { _ = try target() }

    /// A session with that server; nothing is sent yet.
    func session(_ interruption: Interruption? = nil) throws -> ServerSession {
        ServerSession(try target(), namespace: namespace, interruption: interruption)
    }

    private func target() throws -> HTTPURL {
        let text = url ?? Environment.ofThisProcess()["MARTLET_URL"] ?? "http://127.0.0.1:7411"
        guard let target = HTTPURL(text) else {
            throw ValidationError("the server's URL must look like http://127.0.0.1:7411, not \"\(text)\"")
        }
        return target
    }
}
