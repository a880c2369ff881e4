import Foundation
import Testing

/// Scripts in `Golden/`: each command with what the broker makes of it, also meant to be read.
///
/// With `MARTLET_GOLDEN=write` in the environment they are written anew; read the difference before keeping it.
struct GoldenTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static var scripts: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }

    @Test(arguments: scripts)
    func `a script runs as written`(name: String) throws {
        let file = Self.folder.appending(path: name)
        let written = try String(contentsOf: file, encoding: .utf8)
        let happened = try Script.run(written)
        if ProcessInfo.processInfo.environment["MARTLET_GOLDEN"] == "write" {
            try happened.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(happened == written)
    }

    @Test func `there are scripts`() { #expect(Self.scripts.count >= 9) }
}
