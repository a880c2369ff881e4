import Glibc

/// An empty folder of its own, deleted with all it holds when the last reference goes.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        var template = Array("\(Self.root)/martlet-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no temporary folder: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.delete(path) }

    private static func delete(_ path: String) {
        if remove(path) == 0 { return }
        for name in FileBytes.names(in: path) { delete(path + "/" + name) }
        remove(path)
    }

    private static var root: String {
        getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    }
}
