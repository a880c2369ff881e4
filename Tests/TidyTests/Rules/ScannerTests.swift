import Testing

/// The rules are only as good as what they see.
@Suite struct ScannerTests {
    @Test func `comments and texts are blanked, interpolated code is kept`() {
        let text = """
            let a = "try! \\(b["x"] as! C)" // try!
            /* as! */ let d = #"try! "quoted" "#
            """
        let wanted = """
            let a =         b[   ] as! C         
                      let d =                      
            """
        let blanked = Blanking.blank(text)
        #expect(
            blanked.split(separator: "\n").map { String($0).trimmed }
                == wanted.split(separator: "\n").map { String($0).trimmed })
        #expect(blanked.utf8.count == text.utf8.count)
    }

    @Test func `a function is measured from its head to its closing brace`() {
        let body = (0..<5).map { "        call(\($0))\n" }.joined()
        let file = SourceFile(
            path: "Sources/X/a.swift",
            text:
                "struct A {\n    package static func f(\n        _ x: Int\n    ) {\n\(body)    }\n    func g() { h() }\n}\n"
        )
        #expect(FunctionScan.functions(of: file).map(\.length) == [9])
    }

    @Test func `imports are found with their modifiers`() {
        let file = SourceFile(
            path: "Sources/X/a.swift", text: "package import Base\n@testable import Y\nlet important = 1\n")
        #expect(file.imports.map(\.module) == ["Base", "Y"])
    }
}
