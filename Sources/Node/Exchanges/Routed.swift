package import Base
package import Broker
internal import LogFormat

/// Where a message goes, as the tables were when it was routed.
package struct Routed: Sendable {
    /// A queue or a topic, as it stood then.
    package enum Target: Sendable {
        case queue(Queue)
        case topic(Topic)

        package var id: EntityID {
            switch self {
            case .queue(let queue): queue.id
            case .topic(let topic): topic.id
            }
        }

        /// Whether it is a queue that holds only so many bytes.
        var boundsBytes: Bool {
            if case .queue(let queue) = self { queue.settings.bytesMax != nil } else { false }
        }

        /// The name of one that takes JSON only; nil of others.
        fileprivate var nameRequiringJSON: String? {
            switch self {
            case .queue(let queue): queue.settings.validate == .json ? queue.name : nil
            case .topic(let topic): topic.settings.validate == .json ? topic.name : nil
            }
        }
    }

    /// `Broker.routes(of:)` that it holds for.
    package let routes: UInt64
    /// Each once, in the order in which they were found.
    package private(set) var targets: [Target] = []
    /// The bindings that took the message, those that lead to exchanges too.
    private(set) var bindings: [BindingView] = []

    private var known: Set<EntityID> = []

    fileprivate init(routes: UInt64) { self.routes = routes }

    /// Adds a target, unless it is one already: one copy for each, whatever takes the message.
    fileprivate mutating func add(_ target: Target) {
        if targets.count < 8 {
            if targets.contains(where: { $0.id == target.id }) { return }
        } else {
            if targets.count == 8 { known = Set(targets.map(\.id)) }
            guard known.insert(target.id).inserted else { return }
        }
        targets.append(target)
    }

    /// What some target does not take of a message; nil when all take it.
    package func refusal(of line: ByteView, _ traits: MessageTraits) -> BrokerError? {
        if traits.delay != nil {
            for case .topic(let topic) in targets { return .holdsNothingBack(topic.name) }
        }
        guard let name = targets.lazy.compactMap(\.nameRequiringJSON).first else { return nil }
        if let form = try? LineSuffixView(parsing: line).form, form == .value || form == .tombstone {
            return nil
        }
        return .takesJSONOnly(name)
    }

    /// Leaves out some of the targets.
    mutating func leaveOut(_ isLeftOut: (Target) -> Bool) {
        targets.removeAll(where: isLeftOut)
    }

    /// Whether another message was taken by the same bindings, and goes the same ways.
    package func isLike(_ other: Routed) -> Bool {
        routes == other.routes && bindings.elementsEqual(other.bindings, by: ===)
            && targets.elementsEqual(other.targets) { $0.id == $1.id }
    }

    fileprivate mutating func add(_ taken: [BindingView]) { bindings.append(contentsOf: taken) }
}

extension MessageExchange {
    /// Follows a message through bindings and alternates; an exchange is visited once, so that circles end.
    ///
    /// An exchange of which no binding takes the message hands it to its alternate.
    package func route(key: ByteView, line: ByteView) -> Routed {
        // Read before any table: a table that is newer makes the result outdated, never the other way round.
        var routed = Routed(routes: namespace.routes)
        if isDefault {
            if let queue = namespace.queue(key) { routed.add(.queue(queue)) }
            return routed
        }
        var message = RoutedMessage(key: key, line: line)
        var exchanges: [MessageExchange] = [self]
        var taken: [BindingView] = []
        var place = 0
        while place < exchanges.count {
            let exchange = exchanges[place]
            place += 1
            taken.removeAll(keepingCapacity: true)
            exchange.ways.route(&message, into: &taken)
            if taken.isEmpty, let alternate = exchange.alternate { exchanges.visit(alternate) }
            routed.add(taken)
            for binding in taken { follow(binding, &routed, &exchanges) }
        }
        return routed
    }

    /// The exchange that gets what this one's bindings do not take.
    package var alternate: MessageExchange? {
        settings.alternate.flatMap { $0.withByteView { namespace.exchange($0) } }
    }

    private func follow(
        _ binding: BindingView, _ routed: inout Routed, _ exchanges: inout [MessageExchange]
    ) {
        binding.target.name.withByteView { name in
            switch binding.target.kind {
            case .queue: if let queue = namespace.queue(name) { routed.add(.queue(queue)) }
            case .topic: if let topic = namespace.topic(name) { routed.add(.topic(topic)) }
            default: if let exchange = namespace.exchange(name) { exchanges.visit(exchange) }
            }
        }
    }
}

extension [MessageExchange] {
    /// Adds an exchange that is not there yet.
    fileprivate mutating func visit(_ exchange: MessageExchange) {
        if !contains(where: { $0.id == exchange.id }) { append(exchange) }
    }
}

/// What a binding of an exchange does with a message, for who wants to know.
package struct RouteStep: Sendable {
    package let exchange: MessageExchange
    package let binding: BindingView
    package let verdict: RoutingVerdict
}

extension MessageExchange {
    /// Tells of every binding that `route` would ask, in its order, and of alternates that would be tried.
    package func explain(key: ByteView, line: ByteView) -> (steps: [RouteStep], alternates: [String]) {
        var message = RoutedMessage(key: key, line: line)
        var exchanges: [MessageExchange] = [self]
        var steps: [RouteStep] = []
        var alternates: [String] = []
        var place = 0
        while place < exchanges.count {
            let exchange = exchanges[place]
            place += 1
            var found: [(BindingView, RoutingVerdict)] = []
            exchange.ways.explain(&message, into: &found)
            var isTaken = false
            for (binding, verdict) in found {
                steps.append(RouteStep(exchange: exchange, binding: binding, verdict: verdict))
                guard verdict == .taken else { continue }
                isTaken = true
                if binding.target.kind == .exchange,
                    let next = binding.target.name.withByteView({ namespace.exchange($0) })
                {
                    exchanges.visit(next)
                }
            }
            if !isTaken, let alternate = exchange.alternate {
                alternates.append(alternate.name)
                exchanges.visit(alternate)
            }
        }
        return (steps, alternates)
    }
}
