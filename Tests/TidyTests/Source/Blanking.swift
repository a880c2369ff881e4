/// Turns comments and string literals into spaces, so that rules meet only code.
///
/// A scanner, not a parser: it knows line and block comments, plain, raw and multi-line strings, and
/// interpolations, whose code is kept.
struct Blanking {
    /// A string literal that is open: how it ends, and how many brackets its interpolation has open.
    private struct Literal {
        let hashes: Int
        let isMultiline: Bool
        var depth = 0
    }

    private let bytes: [UInt8]
    private var index = 0
    private var output: [UInt8] = []
    private var open: [Literal] = []

    /// `text` with all but code turned to spaces; line ends stay.
    static func blank(_ text: String) -> String {
        var scanner = Blanking(text)
        return scanner.run()
    }

    private init(_ text: String) { bytes = Array(text.utf8) }

    private mutating func run() -> String {
        while index < bytes.count {
            if let literal = open.last, literal.depth == 0 { insideLiteral(literal) } else { insideCode() }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func insideCode() {
        let byte = bytes[index]
        let isPlain = byte != UInt8(ascii: "/") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "#")
        if isPlain && open.isEmpty {
            output.append(byte)
            index += 1
            return
        }
        if starts("//") {
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { skip(1) }
        } else if starts("/*") {
            while index < bytes.count, !starts("*/") { skip(1) }
            skip(2)
        } else if let literal = literalStart() {
            open.append(literal)
            skip(literal.hashes + (literal.isMultiline ? 3 : 1))
        } else {
            if !open.isEmpty {
                if byte == UInt8(ascii: "(") { open[open.count - 1].depth += 1 }
                if byte == UInt8(ascii: ")") { open[open.count - 1].depth -= 1 }
                // The one that ends the interpolation belongs to the text.
                if open.last?.depth == 0 { return skip(1) }
            }
            output.append(bytes[index])
            index += 1
        }
    }

    private mutating func insideLiteral(_ literal: Literal) {
        if bytes[index] != UInt8(ascii: "\"") && bytes[index] != UInt8(ascii: "\\") { return skip(1) }
        let hashes = String(repeating: "#", count: literal.hashes)
        if starts((literal.isMultiline ? "\"\"\"" : "\"") + hashes) {
            open.removeLast()
            skip(literal.hashes + (literal.isMultiline ? 3 : 1))
        } else if starts("\\" + hashes + "(") {
            open[open.count - 1].depth = 1
            skip(literal.hashes + 2)
        } else if starts("\\" + hashes) {
            skip(literal.hashes + 2)
        } else {
            skip(1)
        }
    }

    /// The literal that starts here, if one does.
    private func literalStart() -> Literal? {
        var hashes = 0
        while index + hashes < bytes.count, bytes[index + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard index + hashes < bytes.count, bytes[index + hashes] == UInt8(ascii: "\"") else { return nil }
        let isMultiline = starts(String(repeating: "#", count: hashes) + "\"\"\"")
        return Literal(hashes: hashes, isMultiline: isMultiline)
    }

    private func starts(_ text: String) -> Bool {
        index + text.utf8.count <= bytes.count && bytes[index...].starts(with: text.utf8)
    }

    private mutating func skip(_ count: Int) {
        for _ in 0..<count where index < bytes.count {
            output.append(bytes[index] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            index += 1
        }
    }
}
