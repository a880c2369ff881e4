import Base
import Broker
import Glibc
import LogFormat
import TestSupport

/// Times the routing of messages alone, in one thread: how long a table takes to say which bindings take one.
struct RoutingTime {
    private static let keyCount = 4096
    private static let rounds = 200

    private var random = SplitMix64(seed: 11)
    private var table: RoutingTable
    private let keys: [[UInt8]]

    /// Every key is taken by two bindings of its own, a pattern for all of its region and one for everything.
    init(type: ExchangeType, bindings: Int) {
        table = RoutingTable(type)
        var random = random
        let owners = bindings / 2
        keys = (0..<Self.keyCount).map { _ in
            let owner = Int.random(in: 0..<max(owners, 1), using: &random)
            let key = type == .topic ? "orders.eu-\(owner).\(owner % 97).new" : "orders.eu-\(owner)"
            return Array(key.utf8)
        }
        for owner in 0..<owners {
            let exact = type == .topic ? "orders.eu-\(owner).*.new" : "orders.eu-\(owner)"
            set(UInt32(2 * owner), exact)
            set(UInt32(2 * owner + 1), type == .topic ? "*.eu-\(owner).#" : exact)
        }
        if type == .topic {
            set(UInt32(bindings), "orders.#")
            set(UInt32(bindings) + 1, "#.new")
        }
        self.random = random
    }

    private mutating func set(_ number: UInt32, _ key: String) {
        table.set(
            Binding(
                number: number, name: "b\(number)", target: EntityID(1), routingKey: key, match: nil,
                headers: [], filter: nil, weight: 1, declaredAt: .distantPast))
    }

    /// Prints the time of one message, and how many bindings take one.
    mutating func run(_ name: String) {
        var taken: [UInt32] = []
        let line: [UInt8] = Array("\"value\":1}\n".utf8)
        var matches = 0
        var best = UInt64.max
        for _ in 0..<Self.rounds {
            let begun = Self.now()
            for index in keys.indices {
                taken.removeAll(keepingCapacity: true)
                keys[index].withByteView { key in
                    line.withByteView { line in
                        var message = RoutedMessage(key: key, line: line)
                        table.route(&message, into: &taken)
                    }
                }
                matches += taken.count
            }
            best = min(best, Self.now() - begun)
        }
        let each = best / UInt64(Self.keyCount)
        let per = matches / (Self.rounds * Self.keyCount)
        print("\(name): \(each) ns a message, \(per) matches")
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

for (type, name) in [(ExchangeType.topic, "topic"), (.direct, "direct")] {
    for bindings in [100, 10_000, 100_000] {
        var time = RoutingTime(type: type, bindings: bindings)
        time.run("\(name), \(bindings) bindings")
    }
}
