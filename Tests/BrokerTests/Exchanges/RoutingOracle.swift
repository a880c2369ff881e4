import Base
import Broker
import LogFormat

/// What routing means, said as plainly as possible and slowly.
struct RoutingOracle {
    let type: ExchangeType
    var bindings: [Binding] = []

    mutating func set(_ binding: Binding) {
        bindings.removeAll { $0.number == binding.number }
        bindings.append(binding)
        bindings.sort { $0.number < $1.number }
    }

    mutating func remove(_ number: UInt32) { bindings.removeAll { $0.number == number } }

    /// The numbers of the bindings that take a message; of a `consistent_hash` exchange those that might.
    func takers(_ key: String, headers: [(String, String)]) -> [UInt32] {
        bindings.filter { takes($0, key, headers) }.map(\.number)
    }

    private func takes(_ binding: Binding, _ key: String, _ headers: [(String, String)]) -> Bool {
        switch type {
        case .fanout, .consistentHash: true
        case .direct: binding.routingKey == key
        case .topic: Self.matches(Self.words(binding.routingKey), Self.words(key))
        case .headers: Self.matches(binding, headers)
        }
    }

    static func words(_ text: String) -> [String] {
        text.isEmpty
            ? [] : text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    static func matches(_ pattern: [String], _ words: [String]) -> Bool {
        guard let first = pattern.first else { return words.isEmpty }
        let rest = Array(pattern.dropFirst())
        if first == "#" {
            return (0...words.count).contains { matches(rest, Array(words.dropFirst($0))) }
        }
        guard let word = words.first, first == "*" || first == word else { return false }
        return matches(rest, Array(words.dropFirst()))
    }

    private static func matches(_ binding: Binding, _ headers: [(String, String)]) -> Bool {
        let match = binding.match ?? .all
        let asked = binding.headers.filter {
            match == .allWithX || match == .anyWithX || !$0.name.hasPrefix("x-")
        }
        let met = asked.filter { wish in
            headers.contains { $0.0 == wish.name && (wish.value == nil || wish.value == $0.1) }
        }
        return match == .all || match == .allWithX ? met.count == asked.count : !met.isEmpty
    }
}
