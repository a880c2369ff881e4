package import LogFormat

/// What a binding leads to, by kind and name.
package struct BindingTarget: Equatable, Sendable {
    /// A queue, topic or exchange.
    package var kind: EntityKind
    package var name: String

    package init(_ kind: EntityKind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// What a declaration of a binding names; nil leaves a member as it is, or at its default.
package struct BindingWish: Equatable, Sendable {
    package var target: BindingTarget?
    package var routingKey: String?
    package var match: HeaderMatch?
    package var headers: [HeaderWish]?
    package var filter: LimitWish<String>
    package var weight: Int?
    package var isEphemeral: Bool?

    package init(
        target: BindingTarget? = nil, routingKey: String? = nil, match: HeaderMatch? = nil,
        headers: [HeaderWish]? = nil, filter: LimitWish<String> = .asIs, weight: Int? = nil,
        isEphemeral: Bool? = nil
    ) {
        self.target = target
        self.routingKey = routingKey
        self.match = match
        self.headers = headers
        self.filter = filter
        self.weight = weight
        self.isEphemeral = isEphemeral
    }

    /// `binding` with the named members set but for its target, and the names of those that differ.
    func applied(to binding: Binding) -> (binding: Binding, changed: [String]) {
        var wished = binding
        var changed: [String] = []
        if let routingKey, routingKey != binding.routingKey {
            wished.routingKey = routingKey
            changed.append("routing_key")
        }
        if let match, match != binding.match {
            wished.match = match
            changed.append("match")
        }
        if let headers, headers != binding.headers {
            wished.headers = headers
            changed.append("headers")
        }
        wished.filter = filter.applied(to: binding.filter)
        if wished.filter != binding.filter { changed.append("filter") }
        if let weight, weight != binding.weight {
            wished.weight = UInt32(clamping: weight)
            changed.append("weight")
        }
        if let isEphemeral, isEphemeral != binding.isEphemeral {
            wished.isEphemeral = isEphemeral
            changed.append("ephemeral")
        }
        return (wished, changed)
    }

    /// What does not go with an exchange of this type, if anything.
    func fault(in type: ExchangeType) -> BindingFault? {
        if let routingKey, !routingKey.isEmpty, type != .direct, type != .topic { return .routingKey(type) }
        if match != nil || headers != nil, type != .headers { return .headers(type) }
        if weight != nil, type != .consistentHash { return .weight(type) }
        return nil
    }
}

/// Why a binding cannot be as it is wished.
package enum BindingFault: Equatable, Sendable {
    /// A new binding names nothing that it leads to.
    case noTarget
    /// A new binding of a `headers` exchange names no headers.
    case noHeaders
    /// Exchanges of this type do not look at what is named.
    case routingKey(ExchangeType)
    case headers(ExchangeType)
    case weight(ExchangeType)
    /// The filter is no pattern.
    case filter
}
