import Glibc
import TestSupport
import Testing

/// docs/LIMITS.md says what the code does.
@Suite struct LimitsDocumentTests {
    private static let path = "docs/LIMITS.md"
    private static let source = "Sources/Base/Limits.swift"
    private static let table = LimitsTable(SourceFile(path: source, text: Repository.text(of: source)))
    private static let heading = "## Settings\n"

    @Test func `the page lists the bounds of Limits`() throws {
        let table = Self.table
        #expect(table.sections.flatMap(\.rows).count > 30)
        let page = Repository.text(of: Self.path)
        let start = page.firstRange(of: Self.heading)?.lowerBound ?? page.endIndex
        if page[..<start] == table.markdown { return }
        if getenv("MARTLET_WRITE_DOCS") != nil {
            let rest = page[start...].isEmpty ? Self.heading : String(page[start...])
            try FileBytes.write(Array((table.markdown + rest).utf8), to: Repository.root + "/" + Self.path)
        } else {
            Issue.record("docs/LIMITS.md is behind Sources/Base/Limits.swift; run: make docs")
        }
    }

    @Test func `every bound says what it bounds`() throws {
        let table = Self.table
        for row in table.sections.flatMap(\.rows) { #expect(!row.meaning.isEmpty, "\(row.name)") }
    }
}
