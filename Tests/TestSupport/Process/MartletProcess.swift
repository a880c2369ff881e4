import Glibc

/// The real server as a process, on a free port and a folder that outlives it.
package final class MartletProcess: Sendable {
    package let process: ChildProcess
    /// `http://127.0.0.1:40123`.
    package let origin: String

    /// Starts it and waits for the line that tells its port.
    package init(folder: String, _ arguments: [String] = []) throws {
        let all = ["serve", "--listen", "127.0.0.1:0", "--data", folder] + arguments
        process = try ChildProcess(Self.binary, all)
        guard let line = process.nextLine(), let start = line.firstRange(of: "http://")?.lowerBound else {
            let exit = process.waitForExit(within: 1).map { "\($0)" } ?? "running"
            throw ChildProcess.Failure(description: "no server: \(exit): \(process.errors)")
        }
        origin = String(line[start...].prefix { !$0.isWhitespace })
    }

    /// The binary under test: `MARTLET_BINARY`, else the one built beside the tests.
    package static var binary: String {
        if let path = getenv("MARTLET_BINARY") { return String(cString: path) }
        return beside("martlet")
    }

    /// A program of this package, built beside the tests.
    package static func beside(_ name: String) -> String {
        var bundle = CommandLine.arguments.drop { $0 != "--test-bundle-path" }.dropFirst().first ?? ""
        if bundle.isEmpty { bundle = executablePath }
        return bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)] + "/" + name
    }

    private static var executablePath: String {
        var bytes = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
