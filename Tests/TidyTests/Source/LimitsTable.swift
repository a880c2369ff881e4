/// The bounds of Base/Limits.swift as a table for readers.
struct LimitsTable {
    /// A bound: what it is called, how much it is, and what it bounds.
    struct Row: Equatable {
        let name: String
        let value: String
        let meaning: String
    }

    struct Section: Equatable {
        let title: String
        var rows: [Row]
    }

    private(set) var sections: [Section] = []

    /// Reads the declarations of `file`: `// MARK:` opens a section, `///` lines say what a bound means.
    init(_ file: SourceFile) {
        let declaration = /public static let (\w+)(?:: \w+)? = (.+)/
        var meaning: [String] = []
        for line in file.lines {
            let text = line.text.trimmed
            if text.hasPrefix("// MARK: ") {
                sections.append(Section(title: String(text.dropFirst(9)), rows: []))
            } else if text.hasPrefix("///") {
                meaning.append(String(text.dropFirst(3)).trimmed)
            } else if let match = text.firstMatch(of: declaration), !sections.isEmpty {
                let (name, expression) = (String(match.1), String(match.2))
                let value = Self.value(of: expression, isBytes: name.contains("Bytes"))
                let row = Row(name: name, value: value, meaning: meaning.joined(separator: " "))
                sections[sections.count - 1].rows.append(row)
                meaning = []
            } else {
                meaning = []
            }
        }
    }

    /// The part of docs/LIMITS.md that it makes.
    var markdown: String {
        var text = """
            # Limits

            Every default and bound. The first part is `Sources/Base/Limits.swift`, the second what can be set; tests
            compare both with this page.


            """
        for section in sections {
            text += "## \(section.title.prefix(1).uppercased() + section.title.dropFirst())\n\n"
            text += "| limit | value | what it bounds |\n|---|---|---|\n"
            for row in section.rows { text += "| `\(row.name)` | \(row.value) | \(row.meaning) |\n" }
            text += "\n"
        }
        return text
    }

    /// An expression such as `8 * 1024 * 1024` or `Interval.seconds(10)` in words.
    private static func value(of expression: String, isBytes: Bool) -> String {
        if let match = expression.firstMatch(of: /^Interval\.seconds\((.+)\)$/) {
            return product(match.1).map { time($0 * 1_000) } ?? expression
        }
        if let match = expression.firstMatch(of: /^Interval\(milliseconds: (.+)\)$/) {
            return product(match.1).map(time) ?? expression
        }
        guard let number = product(expression[...]) else { return expression }
        return isBytes ? bytes(number) : count(number)
    }

    private static func product(_ text: Substring) -> Int? {
        var product = 1
        for factor in text.split(separator: "*") {
            guard let number = Int(String(factor).trimmed.filter { $0 != "_" }) else { return nil }
            product *= number
        }
        return product
    }

    private static func bytes(_ number: Int) -> String {
        for (name, unit) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        where number >= unit && number % unit == 0 {
            return "\(number / unit) \(name)"
        }
        return "\(count(number)) B"
    }

    private static func time(_ milliseconds: Int) -> String {
        for (name, unit) in [("h", 3_600_000), ("min", 60_000), ("s", 1_000)]
        where milliseconds >= unit && milliseconds % unit == 0 {
            return "\(count(milliseconds / unit)) \(name)"
        }
        return "\(count(milliseconds)) ms"
    }

    private static func count(_ number: Int) -> String {
        let digits = Array("\(number)")
        return digits.enumerated().map { index, digit in
            (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digit)
        }.joined()
    }
}
