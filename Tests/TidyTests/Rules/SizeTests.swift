import Testing

/// How long a file or a function may get before it is two.
@Suite struct SizeTests {
    /// All bounds stand in one file, however many there are.
    private static let bounds = "Sources/Base/Limits.swift"

    @Test func `no file is over 400 lines`() {
        for file in Repository.sources + Repository.tests
        where file.lines.count > 400 && file.path != Self.bounds {
            Issue.record("\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func `half of each target's files are under 120 lines`() {
        for target in Set(Repository.sources.map(\.target)).sorted() {
            let lengths = Repository.sources.filter { $0.target == target }.map(\.lines.count).sorted()
            let median = lengths[lengths.count / 2]
            #expect(median < 120, "\(target): the median is \(median)")
        }
    }

    @Test func `no function is over 60 lines`() {
        for file in Repository.sources + Repository.tests {
            for function in FunctionScan.functions(of: file) where function.length > 60 {
                Issue.record("\(file.path):\(function.line): \(function.length) lines: \(function.head)")
            }
        }
    }

    @Test func `no file is dead`() {
        for file in Repository.sources + Repository.tests {
            let code = file.code.filter { !$0.text.trimmed.isEmpty && !$0.text.contains("import ") }
            if code.isEmpty || file.path.hasSuffix("/placeholder.swift") {
                Issue.record("\(file.path) holds nothing")
            }
        }
    }
}
