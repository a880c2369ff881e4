import Glibc
import TestSupport
import Testing

@testable import martlet

@Suite struct SettingsDocumentTests {
    @Test func `docs LIMITS lists the settings and their defaults`() throws {
        let path =
            "\(#filePath)".split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 } + "/docs/LIMITS.md"
        let page = String(decoding: FileBytes.read(path) ?? [], as: UTF8.self)
        let start = page.firstRange(of: "## Settings\n")?.lowerBound ?? page.endIndex
        let wanted = try SettingsTable.markdown()
        if page[start...] == wanted { return }
        if getenv("MARTLET_WRITE_DOCS") != nil {
            try FileBytes.write(Array((page[..<start] + wanted).utf8), to: path)
        } else {
            Issue.record("docs/LIMITS.md is behind the settings; run: make docs")
        }
    }
}
