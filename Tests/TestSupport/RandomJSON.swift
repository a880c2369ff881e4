/// Makes JSON texts and spoils them, always the same for the same generator.
package struct RandomJSON {
    package var random: SplitMix64

    package init(_ seed: Seed) { random = SplitMix64(seed: seed.value) }

    /// A valid text of at most `levels` levels, with space of all kinds around its tokens.
    package mutating func text(levels: Int = 4) -> [UInt8] {
        var out: [UInt8] = []
        space(&out)
        value(levels, &out)
        space(&out)
        return out
    }

    /// The same text with a few bytes replaced, dropped, doubled or inserted.
    package mutating func spoiled(_ text: [UInt8]) -> [UInt8] {
        var out = text
        let tempting =
            Array("{}[]\",:\\0123-+.eEtfnu \n\r\t\u{0}\u{7f}".utf8) + [0x80, 0xC0, 0xED, 0xA0, 0xF4, 0xFF]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = out.isEmpty ? 0 : Int.random(in: 0..<out.count, using: &random)
            let byte = tempting.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<4, using: &random) {
            case 0: if out.isEmpty { out.append(byte) } else { out[place] = byte }
            case 1: if !out.isEmpty { out.remove(at: place) }
            case 2: if !out.isEmpty { out.insert(out[place], at: place) }
            default: out.insert(byte, at: place)
            }
        }
        return out
    }

    /// Bytes that may be anything: JSON, spoiled JSON, text or noise.
    package mutating func anything() -> [UInt8] {
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: return text()
        case 2: return spoiled(text())
        case 3:
            var out: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<60, using: &random) { out += Array(String(character()).utf8) }
            return out
        default:
            return (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        }
    }

    /// The contents of a JSON string, escapes and all.
    package mutating func stringContents() -> [UInt8] {
        var out: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<24, using: &random) {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                out += Array(
                    pick(["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t"])
                        .utf8)
            case 1:
                out += Array(
                    pick(["\\u00e9", "\\u20AC", "\\u0000", "\\uD83D\\uDE00", "\\udbff\\udfff"]).utf8)
            case 2, 3:
                out += Array(String(character()).utf8.filter { $0 != 0x22 && $0 != 0x5C && $0 >= 0x20 })
            default: out.append(UInt8(ascii: "a") + UInt8.random(in: 0..<26, using: &random))
            }
        }
        return out
    }

    private mutating func value(_ levels: Int, _ out: inout [UInt8]) {
        switch Int.random(in: 0..<(levels > 0 ? 10 : 6), using: &random) {
        case 0: out += Array(pick(["true", "false", "null"]).utf8)
        case 1, 2: number(&out)
        case 3, 4, 5:
            out.append(0x22)
            out += stringContents()
            out.append(0x22)
        case 6, 7: container(levels, open: "[", close: "]", &out) { _, _ in }
        default:
            container(levels, open: "{", close: "}", &out) { maker, out in
                out.append(0x22)
                out += maker.stringContents()
                out.append(0x22)
                maker.space(&out)
                out.append(UInt8(ascii: ":"))
                maker.space(&out)
            }
        }
    }

    private mutating func container(
        _ levels: Int, open: Unicode.Scalar, close: Unicode.Scalar, _ out: inout [UInt8],
        name: (inout RandomJSON, inout [UInt8]) -> Void
    ) {
        out.append(UInt8(ascii: open))
        space(&out)
        for index in 0..<Int.random(in: 0..<5, using: &random) {
            if index > 0 {
                out.append(UInt8(ascii: ","))
                space(&out)
            }
            name(&self, &out)
            value(levels - 1, &out)
            space(&out)
        }
        out.append(UInt8(ascii: close))
    }

    private mutating func number(_ out: inout [UInt8]) {
        if Bool.random(using: &random) { out.append(UInt8(ascii: "-")) }
        out += Array(
            String(
                UInt64.random(in: 0..<10_000_000, using: &random) >> UInt64.random(in: 0..<24, using: &random)
            ).utf8)
        if Int.random(in: 0..<3, using: &random) == 0 {
            out += Array(".0\(UInt8.random(in: 0...99, using: &random))".utf8)
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            out += Array(pick(["e1", "E10", "e+05", "E-0"]).utf8)
        }
    }

    private mutating func space(_ out: inout [UInt8]) {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            out += pick([[0x20], [0x20, 0x20, 0x20], [0x09], [0x0A], [0x0D], [0x0D, 0x0A]])
        }
    }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    private mutating func character() -> Unicode.Scalar {
        let ceilings: [UInt32] = [0x80, 0x80, 0x800, 0xD800, 0x10FFFF]
        let value = UInt32.random(in: 0..<(ceilings.randomElement(using: &random) ?? 0x80), using: &random)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
