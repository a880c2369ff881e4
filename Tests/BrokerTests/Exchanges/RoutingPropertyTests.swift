import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Routing tables under random bindings and messages, against the slow oracle.
struct RoutingPropertyTests {
    @Test(arguments: Seed.first(300))
    func `a table takes what the oracle takes, and says so`(seed: Seed) throws {
        var run = RoutingRun(seed: seed)
        for _ in 0..<150 { try run.step() }
    }

    @Test func `many hashes in a pattern take no longer than there are places`() {
        var table = RoutingTable(.topic)
        let pattern = Array(repeating: "#.a", count: 60).joined(separator: ".")
        table.set(RoutingRun.binding(0, key: pattern))
        let key = Array(repeating: "a", count: 120).joined(separator: ".")
        #expect(RoutingRun.route(&table, key, []) == [0])
        #expect(RoutingRun.route(&table, key + ".b", []) == [])
    }

    @Test func `weights share the messages, and who comes takes only a part`() {
        var table = RoutingTable(.consistentHash)
        for number in UInt32(0)..<3 { table.set(RoutingRun.binding(number, weight: number + 1)) }
        var before: [UInt32] = []
        for index in 0..<6000 { before += RoutingRun.route(&table, "key \(index)", []) }
        for number in UInt32(0)..<3 {
            let share = before.filter { $0 == number }.count
            #expect(abs(share - 1000 * (Int(number) + 1)) < 150, "\(number) got \(share)")
        }
        table.set(RoutingRun.binding(3, weight: 6))
        var moved = 0
        for index in 0..<6000 {
            let now = RoutingRun.route(&table, "key \(index)", [])
            #expect(now == [before[index]] || now == [3])
            if now == [3] { moved += 1 }
        }
        #expect(abs(moved - 3000) < 200)
    }

    @Test func `a filter stands beside the routing key`() {
        var table = RoutingTable(.direct)
        table.set(RoutingRun.binding(0, key: "k", filter: #"{"headers":{"a":["1"]}}"#))
        table.set(RoutingRun.binding(1, key: "k"))
        #expect(RoutingRun.route(&table, "k", [("a", "1")]) == [0, 1])
        #expect(RoutingRun.route(&table, "k", [("a", "2")]) == [1])
    }
}

/// One table and its oracle.
private struct RoutingRun {
    private var random: SplitMix64
    private var table: RoutingTable
    private var oracle: RoutingOracle
    private var next: UInt32 = 0

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value)
        let type = ExchangeType.allCases[Int(seed.value % 5)]
        table = RoutingTable(type)
        oracle = RoutingOracle(type: type)
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<10, using: &random) {
        case 0..<3: set(next)
        case 3: set(oracle.bindings.randomElement(using: &random)?.number ?? next)
        case 4:
            guard let number = oracle.bindings.randomElement(using: &random)?.number else { return }
            table.remove(number)
            oracle.remove(number)
        default: try compare()
        }
    }

    private mutating func set(_ number: UInt32) {
        next = max(next, number + 1)
        let binding = Self.binding(
            number, key: key(isPattern: true), match: HeaderMatch.allCases.randomElement(using: &random),
            headers: headers().sorted { $0.0 < $1.0 }.map { name, value in
                HeaderWish(name: name, value: value == "any" ? nil : value)
            })
        table.set(binding)
        oracle.set(binding)
    }

    private mutating func compare() throws {
        let (key, headers) = (key(isPattern: false), headers())
        let wanted = oracle.takers(key, headers: headers)
        let found = Self.route(&table, key, headers)
        var said: [UInt32] = []
        Self.withMessage(key, headers) { message in
            table.explain(&message) { number, verdict in
                if verdict == .taken { said.append(number) }
            }
        }
        #expect(said == found)
        guard oracle.type == .consistentHash else { return #expect(found == wanted, "\(key) \(headers)") }
        #expect(found.count == min(1, wanted.count) && found.allSatisfy(wanted.contains))
        #expect(found == Self.route(&table, key, []))
    }

    private mutating func key(isPattern: Bool) -> String {
        let words = isPattern ? ["a", "b", "*", "#", ""] : ["a", "b", "c", ""]
        return (0..<Int.random(in: 0...5, using: &random)).map { _ in
            words.randomElement(using: &random) ?? ""
        }.joined(separator: ".")
    }

    private mutating func headers() -> [(String, String)] {
        ["a", "b", "x-c", "x-d"].compactMap { name in
            guard Bool.random(using: &random) else { return nil }
            return (name, ["1", "2", "any"].randomElement(using: &random) ?? "1")
        }
    }

    static func binding(
        _ number: UInt32, key: String = "", match: HeaderMatch? = nil, headers: [HeaderWish] = [],
        filter: String? = nil, weight: UInt32 = 1
    ) -> Binding {
        Binding(
            number: number, name: "b\(number)", target: EntityID(1), routingKey: key, match: match,
            headers: headers, filter: filter, weight: weight, declaredAt: .distantPast)
    }

    static func route(_ table: inout RoutingTable, _ key: String, _ headers: [(String, String)]) -> [UInt32] {
        var found: [UInt32] = []
        withMessage(key, headers) { table.route(&$0, into: &found) }
        return found
    }

    static func withMessage(
        _ key: String, _ headers: [(String, String)], _ body: (inout RoutedMessage) -> Void
    ) {
        var list = HeaderList()
        for (name, value) in headers {
            name.withByteView { name in value.withByteView { try? list.add(name: name, value: $0) } }
        }
        var line = ByteBuffer()
        _ = try? LineSuffix.compose(MessageParts(body: .text(ByteView("x"))), headers: list, into: &line)
        key.withByteView { key in
            var message = RoutedMessage(key: key, line: line.bytes)
            body(&message)
        }
    }
}
