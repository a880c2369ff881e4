import Glibc
import TestSupport

/// Bodies of the kinds that senders really have, made from a seed.
enum Bodies {
    struct Body {
        let type: String?
        let bytes: [UInt8]

        /// The field to send it with; without a type the client says form, as curl does.
        var fields: [String] { type.map { ["Content-Type: \($0)"] } ?? [] }
    }

    /// One of any kind; about one in fifty is too large for one frame of the journal.
    static func any(_ random: inout SplitMix64) -> Body {
        switch random.next() % 50 {
        case 0: Body(type: "application/octet-stream", bytes: noise(1_500_000, &random))
        case 1..<5: Body(type: "application/octet-stream", bytes: noise(Int(random.next() % 20_000), &random))
        case 5..<10: Body(type: "text/plain", bytes: Array("tschüß — \(random.next())\r\nsecond line\n".utf8))
        case 10..<12: Body(type: "application/json", bytes: [])
        case 12..<15: Body(type: "application/json", bytes: Array("{\"broken\": \(random.next())".utf8))
        case 15..<30: Body(type: nil, bytes: pretty(&random, newline: "\n"))
        case 30..<40: Body(type: "application/json", bytes: pretty(&random, newline: "\r\n"))
        default: Body(type: "application/json", bytes: Array("{\"id\":\(random.next()),\"ok\":true}".utf8))
        }
    }

    /// What trips stores that parse and print again.
    static let awkward: [Body] =
        [
            "{\n  \"a\": 1,\n  \"a\": 2\n}\n", "[1.0, 1e0, 100000000000000000000000001, -0]\n",
            " \t\r\n{} \r\n\r\n",
            "\"\\u00e9\\/\\ud83d\\ude00 \u{2028}\"", "null", "{\"a\":\"\u{7f}\"}\n",
            "\u{feff}{\"bom\":true}\n",
            "{\"a\":\"tab\\tnew\\nline\"}\r", "\r", "\n",
            "{\"deep\":" + String(repeating: "[", count: 127)
                + String(repeating: "]", count: 127) + "}", String(repeating: "[", count: 400),
            "{\"value\":\"}\"}\n",
            "a=1&b=2", "--boundary\r\n\r\n--boundary--\r\n",
        ].flatMap { text in
            [nil, "application/json", "application/vnd.example+json; charset=utf-8", "text/plain"].map {
                Body(type: $0, bytes: Array(text.utf8))
            }
        } + [
            Body(type: "application/json", bytes: [0x22, 0xff, 0xfe, 0x22]),
            Body(type: nil, bytes: Array(0...255)),
            Body(type: "text/plain", bytes: [0xc3, 0x28, 0x0a]),
        ]

    /// Files of the folder that `MARTLET_BODIES` names, each a body sent as curl sends it; none without it.
    static func givenFiles() -> [(name: String, body: Body)] {
        guard let folder = getenv("MARTLET_BODIES").map({ String(cString: $0) }) else { return [] }
        return FileBytes.names(in: folder).compactMap { name in
            FileBytes.read(folder + "/" + name).map { (name, Body(type: nil, bytes: $0)) }
        }
    }

    private static func noise(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// Indented JSON as webhook senders post it, with a line end at its end.
    private static func pretty(_ random: inout SplitMix64, newline: String) -> [UInt8] {
        let items = (0..<random.next() % 20).map { _ in
            "    {\(newline)      \"id\": \(random.next()),\(newline)      \"name\": \"n\\n\(random.next())\"\(newline)    }"
        }
        let joined = items.joined(separator: ",\(newline)")
        return Array("{\(newline)  \"items\": [\(newline)\(joined)\(newline)  ]\(newline)}\(newline)".utf8)
    }
}
