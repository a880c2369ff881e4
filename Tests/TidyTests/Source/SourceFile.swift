/// A Swift file as these tests see it: its lines, and the same with comments and texts blanked out.
struct SourceFile {
    /// A line and its number, from 1.
    struct Line {
        let number: Int
        let text: String
    }

    /// Relative to the root of the repository.
    let path: String
    let lines: [Line]
    /// The text with every comment and string literal turned to spaces.
    private let blanked: String
    /// The lines with every comment and string literal turned to spaces.
    let code: [Line]

    init(path: String, text: String) {
        self.path = path
        lines = Self.lines(of: text)
        blanked = Blanking.blank(text)
        code = Self.lines(of: blanked)
    }

    /// The second folder: the target's name.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// Modules it imports.
    var imports: [(line: Int, module: String)] {
        code.compactMap { line in
            let words = line.text.split(separator: " ")
            guard let place = words.firstIndex(of: "import"), place <= 2, words.count > place + 1 else {
                return nil
            }
            let plain = words[..<place].allSatisfy {
                ["package", "public", "internal", "private"].contains($0) || $0.hasPrefix("@")
            }
            return plain ? (line.number, String(words[place + 1])) : nil
        }
    }

    /// `path:line` of each code line that `pattern` matches.
    func places(of pattern: Regex<some Any>) -> [String] {
        guard blanked.contains(pattern) else { return [] }
        return code.filter { $0.text.contains(pattern) }.map { "\(path):\($0.number): \($0.text.trimmed)" }
    }

    private static func lines(of text: String) -> [Line] {
        var parts = text.split(separator: "\n", omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        return parts.enumerated().map { Line(number: $0.offset + 1, text: String($0.element)) }
    }
}

extension String {
    /// Without spaces at its ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }

    /// Spaces at its start.
    var indentation: Int { prefix { $0 == " " }.count }
}
