/// The functions of a file and how long they are, by their indentation: the layout is checked elsewhere.
enum FunctionScan {
    struct Function {
        let line: Int
        let length: Int
        let head: String
    }

    static func functions(of file: SourceFile) -> [Function] {
        let start =
            /^ *((@\S+|package|public|private|fileprivate|internal|static|mutating|nonisolated|consuming|borrowing|final|override|convenience|required|isolated|class) )*(func |init[?(<]|deinit |subscript[(<])/
        var functions: [Function] = []
        for (index, line) in file.code.enumerated() where mayStart(line.text) && line.text.contains(start) {
            let indentation = line.text.indentation
            // A protocol's requirement has no body; a short body may stand on the same line.
            guard let opening = file.code[index...].prefix(12).first(where: { $0.text.hasSuffix("{") }) else {
                continue
            }
            let before = file.code[index..<(opening.number - 1)]
            if before.contains(where: {
                $0.number > line.number && mayStart($0.text) && $0.text.contains(start)
            }) {
                continue
            }
            guard
                let end = file.code[opening.number...].first(where: {
                    $0.text.indentation == indentation && $0.text.trimmed.hasPrefix("}")
                })
            else { continue }
            functions.append(
                Function(line: line.number, length: end.number - line.number + 1, head: line.text.trimmed))
        }
        return functions
    }

    /// Spares most lines the slow match.
    private static func mayStart(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "("))
            && (text.contains("func ") || text.contains("init") || text.contains("subscript"))
            || text.contains("deinit")
    }
}
