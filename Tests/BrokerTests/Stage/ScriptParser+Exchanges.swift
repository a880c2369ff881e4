import Base
import Broker
import LogFormat

/// Commands of exchanges.
///
/// ```
/// exchange N type=direct|fanout|topic|headers|consistent_hash alternate=N|none [internal] [new]
/// delete exchange N · bind E NAME queue:N|topic:N|exchange:N key= match= headers=a:x,b: filter= weight=
///   [ephemeral] [new] · unbind E NAME
/// fan COUNT queue:N topic:N/PARTITION … [delay=] [dedupe=] [mandatory] [old] [key=NUMBER]
/// ```
extension ScriptParser {
    func exchangeCommand(_ words: [String]) throws -> Command? {
        let options = Options(words.dropFirst())
        switch words[0] {
        case "exchange":
            return .declareExchange(
                namespace: try names.entity(options["in"] ?? "default"), name: words[1],
                wish: try exchangeWish(options), createOnly: options.has("new"))
        case "delete" where words[1] == "exchange": return .deleteExchange(try names.entity(words[2]))
        case "bind":
            return .bind(
                exchange: try names.entity(words[1]), name: words[2], wish: try bindingWish(words, options),
                createOnly: options.has("new"))
        case "unbind": return .unbind(exchange: try names.entity(words[1]), name: words[2])
        case "fan": return try fan(words, options)
        default: return nil
        }
    }

    /// As if routed by the tables of now, or with `old` by others.
    private func fan(_ words: [String], _ options: Options) throws -> Command {
        let destinations = try destinations(words.dropFirst(2))
        let block = FanCommand.Block(
            destinations: destinations, count: UInt32(try names.number(words[1])), bytes: 100,
            traits: MessageTraits(
                delay: try options.number("delay").map { .by(Interval(milliseconds: $0)) },
                dedupe: UInt64(try options.number("dedupe") ?? 0)))
        return .fan(
            FanCommand(
                namespace: EntityID(0), exchange: EntityID(0),
                routes: names.routes &- (options.has("old") ? 1 : 0),
                blocks: [block], isMandatory: options.has("mandatory"), identity: try identity(options)))
    }

    /// Queues and partitions, as words name them.
    func destinations(_ words: some Sequence<String>) throws -> [FanCommand.Destination] {
        try words.filter { $0.contains(":") }.map { word in
            let name = word.split(separator: ":")[1]
            return FanCommand.Destination(
                target: try names.entity(String(name.split(separator: "/")[0])), version: 0,
                log: try names.log(name))
        }
    }

    private func exchangeWish(_ options: Options) throws -> ExchangeWish {
        let type = try options["type"].map { word in
            guard let type = ExchangeType.allCases.first(where: { "\($0.name)" == word }) else {
                throw ScriptError("no such type: \(word)")
            }
            return type
        }
        let alternate: LimitWish<String> =
            switch options["alternate"] {
            case nil: .asIs
            case "none": .none
            case let name?: .at(name)
            }
        return ExchangeWish(
            type: type, isInternal: options.has("internal") ? true : nil, alternate: alternate)
    }

    private func bindingWish(_ words: [String], _ options: Options) throws -> BindingWish {
        var target: BindingTarget?
        for (kind, prefix) in [(EntityKind.queue, "queue:"), (.topic, "topic:"), (.exchange, "exchange:")] {
            if let word = words.first(where: { $0.hasPrefix(prefix) }) {
                target = BindingTarget(kind, String(word.dropFirst(prefix.count)))
            }
        }
        let headers = options["headers"].map { text in
            text.split(separator: ",").map { pair in
                let parts = pair.split(separator: ":", omittingEmptySubsequences: false)
                return HeaderWish(name: String(parts[0]), value: parts[1].isEmpty ? nil : String(parts[1]))
            }
        }
        return BindingWish(
            target: target, routingKey: options["key"],
            match: options["match"].flatMap { word in
                HeaderMatch.allCases.first { "\($0.name)" == word }
            }, headers: headers, filter: options["filter"].map { .at($0) } ?? .asIs,
            weight: try options.number("weight").map { Int($0) },
            isEphemeral: options.has("ephemeral") ? true : nil)
    }
}
