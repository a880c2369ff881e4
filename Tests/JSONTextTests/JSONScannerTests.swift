import Base
import JSONText
import TestSupport
import Testing

/// What the scanner makes of `bytes`.
func scan(_ bytes: [UInt8], depthMax: Int = 128) -> Result<JSONScan, JSONError> {
    bytes.withByteView { view in
        do throws(JSONError) { return .success(try JSONScanner.scan(view, depthMax: depthMax)) } catch {
            return .failure(error)
        }
    }
}

/// The position of the first error, nil for a valid text.
func firstError(_ bytes: [UInt8], depthMax: Int = 128) -> Int? {
    guard case .failure(let error) = scan(bytes, depthMax: depthMax) else { return nil }
    return error.position
}

struct JSONScannerTests {
    @Test(arguments: [
        "0", "-0", "-0.0e-0", "1E+2", "123.456e7", "[]", "{}", " [ ] ", "\t{\r\n}\n", "[1,2]", "[[],{}]",
        "\"\"", "\"\\u0041\\uD834\\uDD1E\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"é€😀\u{10FFFF}\u{7F}\"",
        "true", "false", "null", "{\"\":0}", "{\"a\":1,\"a\":2}", "1e999999",
        "123456789012345678901234567890",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    ])
    func `a valid text is accepted`(text: String) {
        #expect(firstError(Array(text.utf8)) == nil)
        #expect(JSONOracle.firstError(Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            ("", 0), (" ", 1), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{\"a\":}", 5),
            ("{,}", 1), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{'a':1}", 1), ("[1}", 2), ("{\"a\":1]", 6),
            ("]", 0),
            ("01", 1), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3),
            ("-a", 1),
            ("0x1", 1), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("tru", 3), ("trux", 3), ("TRUE", 0),
            ("nul", 3),
            ("\"", 1), ("\"a", 2), ("\"\n\"", 1), ("\"\t\"", 1), ("\"\u{0}\"", 1), ("\"\\x\"", 2),
            ("\"\\", 2),
            ("\"\\u12\"", 5), ("\"\\u12G4\"", 5), ("\"\\uD800\"", 7), ("\"\\uD800x\"", 7),
            ("\"\\uD800\\n\"", 8),
            ("\"\\uD800\\u0041\"", 9), ("\"\\uDC00\"", 4), ("\"\\uD83D\\uD83D\"", 10), ("1 2", 2),
            ("[] []", 3),
            ("\u{FEFF}{}", 0), ("[1]\u{0}", 3), ("//c\n1", 0), ("[1]/**/", 3), ("\u{A0}1", 0), ("\u{0C}1", 0),
            ("{\"a\":1 \"b\":2}", 7), ("{\"a\":1,,\"b\":2}", 7), ("{1:1}", 1), ("{null:1}", 1),
            ("[\"a\":1]", 4),
        ] as [(String, Int)])
    func `an invalid text is refused at its first bad byte`(text: String, position: Int) {
        #expect(firstError(Array(text.utf8)) == position)
        #expect(JSONOracle.firstError(Array(text.utf8)) == position)
    }

    @Test(
        arguments: [
            ([0x80], 1), ([0xC0, 0x80], 1), ([0xC1, 0xBF], 1), ([0xC3], 2), ([0xC3, 0x28], 2),
            ([0xE0, 0x9F, 0xBF], 2),
            ([0xED, 0xA0, 0x80], 2), ([0xE2, 0x82], 3), ([0xE2, 0x82, 0x28], 3),
            ([0xF0, 0x8F, 0xBF, 0xBF], 2),
            ([0xF4, 0x90, 0x80, 0x80], 2), ([0xF5, 0x80, 0x80, 0x80], 1), ([0xF0, 0x9F, 0x98, 0x22], 4),
            ([0xFF], 1),
        ] as [([UInt8], Int)])
    func `broken UTF-8 in a string is refused at the byte that breaks it`(inside: [UInt8], position: Int) {
        let text = [0x22] + inside + [0x22]
        #expect(firstError(text) == position)
        #expect(JSONOracle.firstError(text) == position)
    }

    @Test func `the error says what was expected`() {
        for (text, wanted) in [
            ("{\"a\":1", .commaOrEnd), ("{", .nameOrEnd), ("{\"a\":1,", .name), ("[", .valueOrEnd),
            ("[1,", .value),
            ("{\"a\"", .colon), ("\"\u{1}\"", .escapedControl), ("1 1", .end), ("", .value),
            ("nil", .literal),
        ] as [(String, JSONExpectation)] {
            guard case .failure(let error) = scan(Array(text.utf8)) else {
                Issue.record("accepted \(text)")
                continue
            }
            #expect(error.reason == .expected(wanted), "\(text)")
        }
    }

    @Test(arguments: [1, 2, 63, 64, 65, 127, 128, 129, 136, 192, 193, 255, 256])
    func `nesting is allowed up to the limit and refused at the bracket past it`(limit: Int) {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"b\":", "}]")] {
            let levels = open.hasPrefix("[{") ? 2 : 1
            let fits =
                String(repeating: open, count: limit / levels) + "0"
                + String(repeating: close, count: limit / levels)
            #expect(firstError(Array(fits.utf8), depthMax: limit) == nil)
            let deep =
                String(repeating: open, count: limit + 1) + "0" + String(repeating: close, count: limit + 1)
            #expect(
                firstError(Array(deep.utf8), depthMax: limit)
                    == JSONOracle.firstError(Array(deep.utf8), depthMax: limit))
            #expect(firstError(Array(deep.utf8), depthMax: limit) != nil)
        }
    }

    @Test(arguments: Seed.first(30))
    func `brackets of any order and depth have to match`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var open: [UInt8] = []
        var close: [UInt8] = []
        for _ in 0..<Int.random(in: 100...256, using: &random) {
            let isObject = Bool.random(using: &random)
            open += Array((isObject ? "{\"a\":" : "[").utf8)
            close.append(UInt8(ascii: isObject ? "}" : "]"))
        }
        var text = open + [UInt8(ascii: "0")] + close.reversed()
        #expect(firstError(text, depthMax: 256) == nil)
        let place = Int.random(in: open.count + 1..<text.count, using: &random)
        text[place] ^= UInt8(ascii: "}") ^ UInt8(ascii: "]")
        #expect(firstError(text, depthMax: 256) == place)
    }

    @Test(arguments: Seed.first(300))
    func `valid and spoiled texts are judged like the oracle judges them`(seed: Seed) {
        var maker = RandomJSON(seed)
        let text = maker.text()
        #expect(firstError(text) == nil)
        for _ in 0..<4 {
            let spoiled = maker.spoiled(text)
            #expect(firstError(spoiled) == JSONOracle.firstError(spoiled), "\(spoiled)")
        }
    }

    @Test(arguments: Seed.first(12))
    func `every truncation of a document is refused at its end`(seed: Seed) {
        var maker = RandomJSON(seed)
        // In brackets, since a number cut short is a number still.
        let text = [UInt8(ascii: "[")] + maker.text() + [UInt8(ascii: "]")]
        for kept in 0..<text.count {
            #expect(firstError(Array(text[0..<kept])) == kept)
        }
    }

    @Test(arguments: Seed.first(50))
    func `the first break outside strings is told`(seed: Seed) throws {
        var maker = RandomJSON(seed)
        let text = maker.text()
        // Valid strings hold no raw control bytes, so every CR and LF stands outside.
        let wanted = text.firstIndex { $0 == 0x0A || $0 == 0x0D }
        #expect(try scan(text).get().firstBreak == wanted)
    }

    @Test func `bytes behind the text are never read`() throws {
        for count in 0..<64 {
            let text = [0x22] + [UInt8](repeating: UInt8(ascii: "a"), count: count) + [0x22]
            let padded = text + Array("\u{1}\"\\".utf8) + [0xFF]
            padded.withByteView { view in
                #expect(throws: Never.self) { _ = try JSONScanner.scan(view[0..<text.count]) }
                #expect(throws: JSONError(.expected(.stringEnd), at: count + 1)) {
                    _ = try JSONScanner.scan(view[0..<text.count - 1])
                }
            }
        }
    }
}
