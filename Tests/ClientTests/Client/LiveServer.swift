import Glibc
import TestSupport
import Testing

/// The real server with a folder that lives through its restarts.
final class LiveServer {
    let folder = TemporaryFolder()
    private let arguments: [String]
    private(set) var current: MartletProcess

    /// Starts it and waits until it is ready.
    init(_ arguments: [String] = []) throws {
        self.arguments = arguments
        current = try MartletProcess(folder: folder.path + "/data", arguments)
        try waitUntilReady()
    }

    var process: ChildProcess { current.process }

    /// A client with a connection of its own.
    func client() -> CurlClient { CurlClient(current.origin) }

    /// Starts it again on the same folder, once the old process has ended.
    func restart() throws {
        #expect(process.waitForExit() != nil)
        current = try MartletProcess(folder: folder.path + "/data", arguments)
        try waitUntilReady()
    }

    /// Kills it as a power cut would, and starts it again.
    func crashAndRestart() throws {
        process.signal(SIGKILL)
        try restart()
    }

    private func waitUntilReady() throws {
        let client = client()
        for _ in 0..<3_000 {
            if try client.send("GET", "/readyz").status == 200 { return }
            // Recovery is under way; there is nothing to be told by but asking again.
            poll(nil, 0, 10)
        }
        throw ChildProcess.Failure(description: "not ready: \(process.errors)")
    }
}
