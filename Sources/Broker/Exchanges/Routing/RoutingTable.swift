internal import Base
package import LogFormat

/// The bindings of one exchange, compiled: a pure function from a message to those that take it.
package struct RoutingTable: Sendable {
    private struct Entry {
        let binding: Binding
        let filter: LineFilter?
        let headers: HeaderRule
        let nameHash: UInt64

        init(_ binding: Binding) {
            self.binding = binding
            filter = binding.filter.flatMap { $0.withByteView { LineFilter($0) } }
            headers = HeaderRule(binding)
            nameHash = binding.name.withByteView { TextHash.of($0) }
        }
    }

    package let type: ExchangeType
    /// By number; looked up, never iterated.
    private var entryOf: [UInt32: Entry] = [:]
    /// Ascending.
    private var numbers: [UInt32] = []
    private var trie = TopicTrie()
    /// Routing keys of a `direct` exchange to places in `sharing`.
    private var keys = NameTable()
    private var sharing: [[UInt32]] = []
    private var freePlaces: [UInt32] = []

    package init(_ type: ExchangeType) { self.type = type }

    /// Puts a binding in, in the place of the one of its number.
    package mutating func set(_ binding: Binding) {
        remove(binding.number)
        entryOf[binding.number] = Entry(binding)
        numbers.insert(binding.number, at: numbers.lowerBound { $0 < binding.number })
        binding.routingKey.withByteView { key in
            switch type {
            case .topic: trie.insert(key, binding.number)
            case .direct: share(key, binding.number)
            case .fanout, .headers, .consistentHash: break
            }
        }
    }

    package mutating func remove(_ number: UInt32) {
        guard let gone = entryOf.removeValue(forKey: number)?.binding else { return }
        numbers.remove(at: numbers.lowerBound { $0 < number })
        gone.routingKey.withByteView { key in
            switch type {
            case .topic: trie.remove(key, number)
            case .direct: unshare(key, number)
            case .fanout, .headers, .consistentHash: break
            }
        }
    }

    /// Appends the numbers of the bindings that take a message, ascending.
    package mutating func route(_ message: inout RoutedMessage, into taken: inout [UInt32]) {
        let start = taken.count
        switch type {
        case .fanout: taken.append(contentsOf: numbers)
        case .direct:
            if let place = keys.find(message.key) { taken.append(contentsOf: sharing[Int(place)]) }
        case .topic: trie.match(message.key, into: &taken)
        case .headers:
            message.readHeaders()
            for number in numbers where entryOf[number]?.headers.takes(message) ?? false {
                taken.append(number)
            }
        case .consistentHash:
            if let winner = choose(&message) { taken.append(winner) }
            return
        }
        if taken.count - start > 1 { taken[start...].sort() }
        var kept = start
        for index in start..<taken.count where isFiltered(taken[index], message) {
            taken[kept] = taken[index]
            kept += 1
        }
        taken.removeLast(taken.count - kept)
    }

    /// Says of each binding, ascending, why it takes a message or does not; slow.
    package func explain(
        _ message: inout RoutedMessage, _ body: (_ number: UInt32, _ verdict: RoutingVerdict) -> Void
    ) {
        if type == .headers { message.readHeaders() }
        let winner = type == .consistentHash ? choose(&message) : nil
        for number in numbers {
            guard let entry = entryOf[number] else { continue }
            body(number, verdict(entry, message, winner: winner))
        }
    }

    private func verdict(_ entry: Entry, _ message: borrowing RoutedMessage, winner: UInt32?)
        -> RoutingVerdict
    {
        switch type {
        case .direct where !entry.binding.routingKey.withByteView({ $0 == message.key }): return .routingKey
        case .topic where !entry.binding.routingKey.withByteView({ TopicPattern.takes($0, message.key) }):
            return .routingKey
        case .headers:
            if let name = entry.headers.missing(in: message) { return .header(name) }
        default: break
        }
        if let filter = entry.filter, !filter.takes(message.line) { return .filter }
        return type == .consistentHash && winner != entry.binding.number ? .notChosen : .taken
    }

    private func isFiltered(_ number: UInt32, _ message: borrowing RoutedMessage) -> Bool {
        guard let filter = entryOf[number]?.filter else { return true }
        return filter.takes(message.line)
    }

    private func choose(_ message: inout RoutedMessage) -> UInt32? {
        var choice = WeightedChoice(message.spreadHash())
        for number in numbers {
            guard let entry = entryOf[number], entry.filter?.takes(message.line) ?? true else { continue }
            choice.offer(number, hash: entry.nameHash, weight: entry.binding.weight)
        }
        return choice.winner
    }

    private mutating func share(_ key: ByteView, _ number: UInt32) {
        if let place = keys.find(key) { return sharing[Int(place)].append(number) }
        let place = freePlaces.popLast() ?? UInt32(sharing.count)
        if Int(place) == sharing.count { sharing.append([]) }
        sharing[Int(place)] = [number]
        _ = keys.insert(key, id: place)
    }

    private mutating func unshare(_ key: ByteView, _ number: UInt32) {
        guard let place = keys.find(key) else { return }
        sharing[Int(place)].removeAll { $0 == number }
        guard sharing[Int(place)].isEmpty else { return }
        _ = keys.remove(key)
        freePlaces.append(place)
    }
}

/// Why a binding takes a message, or does not.
package enum RoutingVerdict: Equatable, Sendable {
    case taken
    /// The routing key is another one, or not what the pattern says.
    case routingKey
    /// This header, the first of those asked for, is not there as it should; with `any` none is.
    case header(String)
    case filter
    /// Another binding of a `consistent_hash` exchange got it.
    case notChosen
}
