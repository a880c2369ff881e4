import TestSupport

/// Makes patterns and documents from so few names and values that they often meet.
struct RandomPattern {
    var random: SplitMix64
    private var wildcards = 0
    private static let names = ["a", "é", ""]
    private static let texts = [
        "", "a", "A", "ab", "aB", "aab", "aabaab", "aabaaab", "é", "É", "€", "😀", "x😀y", "*", "a*b", "\\",
        "\"", "\u{0}", "abcabcabd", "ababab", "-", "1",
    ]
    private static let numbers = [
        "0", "-0", "0.0", "0e9", "1", "1.0", "10e-1", "-1", "1e1", "10", "9.99", "10.01", "1E+2", "100",
        "0.1", "1e-1", "0.10000000000000000001", "9007199254740993", "9007199254740992", "-2.5", "-25e-1",
        "1e30", "1000000000000000000000000000000", "-1e-30",
    ]

    init(_ seed: Seed) { random = SplitMix64(seed: seed.value) }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[below(choices.count)] }
    private mutating func list(_ most: Int, _ make: (inout RandomPattern) -> JSONTree) -> JSONTree {
        .array((0...below(most)).map { _ in make(&self) })
    }

    /// A valid pattern within every bound.
    mutating func pattern() -> JSONTree {
        wildcards = 0
        return pattern(3)
    }

    private mutating func pattern(_ levels: Int) -> JSONTree {
        var members: [(String, JSONTree)] = []
        for name in Self.names where below(3) == 0 {
            if levels > 0, below(3) == 0 {
                members.append((name, pattern(levels - 1)))
            } else {
                members.append((name, list(3) { $0.matcher() }))
            }
        }
        if levels > 0, members.isEmpty || below(3) == 0 {
            members.append(("$or", list(3) { $0.pattern(levels - 1) }))
        }
        if members.isEmpty { members.append(("a", list(3) { $0.matcher() })) }
        return .object(members)
    }

    private mutating func scalar() -> JSONTree {
        switch below(8) {
        case 0: .null
        case 1: .boolean(below(2) == 0)
        case 2, 3, 4: .number(pick(Self.numbers))
        default: .string(pick(Self.texts))
        }
    }

    private mutating func string() -> JSONTree { .string(pick(Self.texts)) }

    private mutating func wildcard() -> JSONTree {
        wildcards += 1
        var text = ""
        for _ in 0..<below(5) { text += pick(["*", "a", "b", "ab", "é", "\\*", "\\\\", "aab", "x", "😀"]) }
        return .string(text)
    }

    private mutating func operation(_ name: String) -> JSONTree {
        if name == "wildcard" { return wildcard() }
        if name != "equals-ignore-case", below(3) == 0 { return .object([("equals-ignore-case", string())]) }
        return string()
    }

    private mutating func matcher() -> JSONTree {
        let operators = ["prefix", "suffix", "equals-ignore-case"] + (wildcards < 12 ? ["wildcard"] : [])
        let name = pick(operators)
        switch below(10) {
        case 0, 1, 2: return scalar()
        case 3: return .object([("exists", .boolean(below(2) == 0))])
        case 4: return .object([("numeric", numeric())])
        case 5:
            switch below(4) {
            case 0: return .object([("anything-but", scalar())])
            case 1: return .object([("anything-but", list(4) { $0.scalar() })])
            case 2: return .object([("anything-but", .object([(name, operation(name))]))])
            default:
                let inner = list(3) { $0.operation(name) }
                return .object([("anything-but", .object([(name, inner)]))])
            }
        default: return .object([(name, operation(name))])
        }
    }

    private mutating func numeric() -> JSONTree {
        let (first, second) = (pick(Self.numbers), pick(Self.numbers))
        let upper = JSONTree.string(pick(["<", "<="]))
        let lower = JSONTree.string(pick([">", ">="]))
        switch below(4) {
        case 0: return .array([.string("="), .number(first)])
        case 1: return .array([lower, .number(first)])
        case 2: return .array([upper, .number(first)])
        default:
            let order = SlowDecimal.order(first, second)
            if order == 0 { return .array([.string(">="), .number(first), .string("<="), .number(second)]) }
            return .array([
                lower, .number(order < 0 ? first : second), upper, .number(order < 0 ? second : first),
            ])
        }
    }

    mutating func document(_ levels: Int = 5) -> JSONTree {
        switch below(levels > 0 ? 8 : 3) {
        case 0, 1, 2: return scalar()
        case 3: return .array((0..<below(4)).map { _ in document(levels - 1) })
        default: return object(levels)
        }
    }

    mutating func object(_ levels: Int = 5) -> JSONTree {
        .object((0..<2 + below(4)).map { _ in (pick(Self.names + ["c"]), document(levels - 1)) })
    }
}
