import Glibc

/// One case of `Golden/*.md`: bytes a client sends and what the server must make of them.
struct GoldenCase: Sendable, CustomStringConvertible {
    let file: String
    let name: String
    let request: [UInt8]
    let events: [UInt8]

    var description: String { "\(file): \(name)" }

    /// Whether it is small enough for tests that cut it at every byte.
    var isSmall: Bool { request.count < 1024 }

    /// All cases of all files, in the order of file names.
    static let all: [GoldenCase] = fileNames().flatMap { read($0) }
    static let small = all.filter(\.isSmall)

    private static var folder: String {
        let here = #filePath
        return here[..<(here.lastIndex(of: "/") ?? here.endIndex)] + "/Golden"
    }

    private static func fileNames() -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".md") { names.append(name) }
        }
        return names.sorted()
    }

    private static func read(_ file: String) -> [GoldenCase] {
        var cases: [GoldenCase] = []
        var name = ""
        var block = ""
        var request: [Substring] = []
        var events: [Substring] = []
        let text = contents(of: "\(folder)/\(file)")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if block == "events" {
                    cases.append(
                        GoldenCase(
                            file: file, name: name, request: unescaped(request.joined()),
                            events: unescaped(events.joined(separator: "\n"))))
                    (request, events) = ([], [])
                }
                block = block.isEmpty ? String(line.dropFirst(3)) : ""
            } else if block == "request" {
                request.append(line)
            } else if block == "events" {
                events.append(line)
            } else if line.hasPrefix("## ") {
                name = String(line.dropFirst(3))
            }
        }
        return cases
    }

    private static func contents(of path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }

    private static func unescaped(_ text: String) -> [UInt8] {
        var rest = Array(text.utf8)[...]
        return unescaped(&rest, isNested: false)
    }

    /// Takes `\r \n \t \0 \\ \xHH` and `\{text*count}`, which may nest.
    private static func unescaped(_ rest: inout ArraySlice<UInt8>, isNested: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if isNested, byte == UInt8(ascii: "*"), let count = repeatCount(&rest) {
                return [[UInt8]](repeating: bytes, count: count).flatMap { $0 }
            }
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "0"): bytes.append(0)
            case UInt8(ascii: "x"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                bytes.append(UInt8(digits, radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "{"): bytes += unescaped(&rest, isNested: true)
            default: bytes.append(escape)
            }
        }
        return bytes
    }

    /// Takes `count}`; nil, and nothing taken, when something else stands there.
    private static func repeatCount(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")),
            let count = Int(String(decoding: rest[rest.startIndex..<close], as: UTF8.self))
        else { return nil }
        rest = rest[(close + 1)...]
        return count
    }
}
