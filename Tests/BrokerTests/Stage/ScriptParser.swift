import Base
import Broker
import LogFormat

/// Reads the command lines of a script.
///
/// ```
/// open · namespace N · topic N partitions=2 ack=none validate=json time=|bytes=|count=NUMBER|none
///   cleanup=compact tombstones=1000 [new] · queue N lease=1000 backoff=100/1000 deliveries=2|none
///   dead=none|queue:N|topic:N|exchange:N[:KEY] single=true prefetch=2|none priorities=3 lowest=4|none source=TOPIC from=earliest|latest|OFFSET ttl=|expires=|length=|bytes=NUMBER|none overflow=drop|dead|reject [new]
/// pause-queue N · resume-queue N · change topic|queue N … · delete namespace|topic|queue N [if-empty] · purge N
/// trim N PARTITION:BEFORE …
/// publish N COUNT [expect=OFFSET] [delay=] [ttl=] [dedupe=] [bytes=] [request=true] [failures=] · publish N PARTITION:COUNT … [version=V]; for PARTITION the lane
///   of a queue with priorities; in a lease 2:0#1 is offset 0 of lane 2
///   [key=NUMBER | producer=NUMBER epoch=E seq=S] [asked=NUMBER]
/// receive N [max=] [lease=] [consumer=] [attempt=] [wait=w1] [ids=0,1] [prefetch=] [ack=0#1,1#1] [nack=…] [return=…]
/// gone N CONSUMER: its connection broke
/// move [queue:N topic:N/PARTITION …]: the first dead letters arrive where they belong, or where an exchange sends them
/// transaction [key=NUMBER asked=NUMBER] / publish … / settle … / commit …
/// prepare N time=MS [bytes=] [partition=] [delay=] [key=NUMBER asked=NUMBER] · finish NUMBER N[/PARTITION]
/// forsake NUMBER
/// settle N ack=0#1,1#1 nack=… return=… reject=… nack+500=… return+500=… extend+500=… defer=… [reason=WORD] · cancel w1
/// ```
struct ScriptParser {
    let names: ScriptNames

    func command(_ words: [String]) throws -> Command {
        if let command = try groupCommand(words) { return command }
        if let command = try exchangeCommand(words) { return command }
        if let command = try policyCommand(words) { return command }
        if let command = try jobCommand(words) { return command }
        let options = Options(words.dropFirst())
        switch words[0] {
        case "open": return .openShard(tokenKey: SipHash.Key(low: 1, high: 2))
        case "namespace": return .declareNamespace(name: words[1], createOnly: options.has("new"))
        case "topic":
            return .declareTopic(
                namespace: try names.entity(options["in"] ?? "default"), name: words[1],
                wish: try topicWish(options), createOnly: options.has("new"))
        case "queue":
            return .declareQueue(
                namespace: try names.entity(options["in"] ?? "default"), name: words[1],
                wish: try queueWish(options), createOnly: options.has("new"))
        case "change" where words[1] == "topic":
            return .changeTopic(try names.entity(words[2]), try topicWish(options))
        case "change": return .changeQueue(try names.entity(words[2]), try queueWish(options))
        case "delete" where words[1] == "namespace": return .deleteNamespace(try names.entity(words[2]))
        case "delete" where words[1] == "topic": return .deleteTopic(try names.entity(words[2]))
        case "delete" where options.has("if-empty"): return .deleteEmptyQueue(try names.entity(words[2]))
        case "pause-queue": return .pauseQueue(try names.entity(words[1]), isPaused: true)
        case "resume-queue": return .pauseQueue(try names.entity(words[1]), isPaused: false)
        case "delete": return .deleteQueue(try names.entity(words[2]))
        case "purge": return .purge(try names.entity(words[1]))
        case "trim": return try trim(words)
        case "publish": return try publish(words, options)
        case "receive": return try receive(words, options)
        case "settle":
            return .settle(
                SettleCommand(queue: try names.entity(words[1]), items: try items(words.dropFirst(2))))
        case "transaction": return try transaction(words)
        case "gone": return .endSession(try names.entity(words[1]), consumer: words[2])
        case "prepare": return try prepare(words, options)
        case "finish", "forsake": return try endPrepared(words)
        case "cancel": return .cancelWait(try waiter(words[1]))
        default: throw ScriptError("no such command: \(words[0])")
        }
    }

    private func trim(_ words: [String]) throws -> Command {
        .trim(
            try words.dropFirst(2).map { word in
                let parts = try word.split(separator: ":").map { try names.number(String($0)) }
                return TrimOrder(
                    log: try names.log(words[1], Int(parts[0])), before: Offset(UInt64(parts[1])))
            })
    }

    private func publish(_ words: [String], _ options: Options) throws -> Command {
        let name = words[1]
        var blocks: [AppendCommand.Block] = []
        for word in words.dropFirst(2) where !word.contains("=") {
            let parts = word.split(separator: ":")
            let partition = parts.count == 2 ? Int(try names.number(String(parts[0]))) : 0
            var block = AppendCommand.Block(
                log: try names.log(name, partition),
                count: UInt32(try names.number(String(parts[parts.count - 1]))),
                bytes: Int(try options.number("bytes") ?? 100),
                expectedOffset: try options.number("expect").map { Offset(UInt64($0)) },
                traits: MessageTraits(
                    delay: try options.number("delay").map { .by(Interval(milliseconds: $0)) },
                    ttl: try options.number("ttl").map { Interval(milliseconds: $0) },
                    dedupe: UInt64(try options.number("dedupe") ?? 0)))
            block.traits.failures = UInt16(try options.number("failures") ?? 0)
            block.traits.isRequest = options["request"] == "true"
            blocks.append(block)
        }
        return .append(
            AppendCommand(
                target: try names.entity(name), version: UInt32(try options.number("version") ?? 0),
                first: blocks[0], rest: Array(blocks.dropFirst()), identity: try identity(options)))
    }

    private func prepare(_ words: [String], _ options: Options) throws -> Command {
        let bytes = Int(try options.number("bytes") ?? 100)
        return .prepare(
            PrepareCommand(
                target: try names.entity(words[1]),
                partition: try options.number("partition").map { UInt32($0) },
                line: Array(repeating: UInt8(ascii: "x"), count: bytes - 1) + [UInt8(ascii: "\n")],
                traits: MessageTraits(
                    delay: try options.number("delay").map { .by(Interval(milliseconds: $0)) }),
                time: Interval(milliseconds: try options.number("time") ?? 0),
                identity: try identity(options)))
    }

    private func endPrepared(_ words: [String]) throws -> Command {
        var append: AppendCommand?
        if words[0] == "finish" {
            let place = words[2].split(separator: "/").map(String.init)
            let partition = place.count == 2 ? Int(try names.number(place[1])) : 0
            let block = AppendCommand.Block(log: try names.log(place[0], partition), count: 1, bytes: 100)
            append = AppendCommand(target: try names.entity(place[0]), version: 0, first: block)
        }
        return .endPrepared(
            EndPreparedCommand(
                number: UInt64(try names.number(words[1])), namespace: EntityID(0), append: append))
    }

    private func transaction(_ words: [String]) throws -> Command {
        let pieces = words.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var command = TransactionCommand(
            namespace: EntityID(0), parts: [], identity: try identity(Options(pieces[0])))
        for piece in pieces.dropFirst() {
            switch try self.command(Array(piece)) {
            case .append(let append): command.parts.append(.append(append))
            case .settle(let settle): command.parts.append(.settle(settle))
            case .fan(let fan): command.parts.append(.fan(fan))
            case .commitOffsets(let commit): command.parts.append(.commit(commit))
            default: throw ScriptError("no part of a transaction: \(piece.joined(separator: " "))")
            }
        }
        return .transaction(command)
    }

    /// What a publish is recognised by; a hash is what the script calls it.
    func identity(_ options: Options) throws -> PublishIdentity? {
        let name: PublishIdentity.Name
        if let key = try options.number("key") {
            name = .key(IdentityHash(low: UInt64(key % 2), high: UInt64(key)))
        } else if let producer = try options.number("producer") {
            name = .producer(
                IdentityHash(low: UInt64(producer % 2), high: UInt64(producer)),
                epoch: UInt64(try options.number("epoch") ?? 0),
                number: UInt64(try options.number("seq") ?? 0))
        } else {
            return nil
        }
        return PublishIdentity(
            name: name, fingerprint: UInt64(try options.number("asked") ?? 0),
            spread: PublishResult.Spread(partitions: 0, single: 0))
    }

    private func receive(_ words: [String], _ options: Options) throws -> Command {
        let settles = try items(words.dropFirst(2))
        return .receive(
            ReceiveCommand(
                queue: try names.entity(words[1]), max: Int(try options.number("max") ?? 10),
                lease: try options.number("lease").map { Interval(milliseconds: $0) },
                consumer: options["consumer"],
                attempt: options["attempt"].map { $0.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) } } ?? 0,
                prefetch: try options.number("prefetch").map { Int($0) },
                waiter: try options["wait"].map(waiter),
                named: try options["ids"].map { word in
                    try word.split(separator: ",").map {
                        LaneOffset(Offset(UInt64(try names.number(String($0)))))
                    }
                } ?? [], settles: settles))
    }

    private func waiter(_ text: String) throws -> WaiterID {
        WaiterID(UInt64(try names.number(String(text.dropFirst()))))
    }

    /// The settled items in the order the words name them.
    private func items(_ words: ArraySlice<String>) throws -> [SettleItem] {
        var items: [SettleItem] = []
        let reason = Options(words)["reason"]
        for word in words {
            let parts = word.split(separator: "=")
            let verb: SettleVerb
            let named = parts[0].split(separator: "+")
            let time = try named.dropFirst().first.map {
                Interval(milliseconds: try names.number(String($0)))
            }
            switch named[0] {
            case "ack": verb = .ack
            case "nack": verb = .nack(failed: true, delay: time)
            case "return": verb = .nack(failed: false, delay: time)
            case "reject": verb = .reject
            case "defer": verb = .setAside
            case "extend": verb = .extend(time ?? .zero)
            default: continue
            }
            for lease in parts[1].split(separator: ",") {
                let halves = lease.split(separator: "#")
                let place = halves[0].split(separator: ":")
                items.append(
                    SettleItem(
                        lane: place.count == 2 ? UInt16(try names.number(String(place[0]))) : 0,
                        offset: Offset(UInt64(try names.number(String(place[place.count - 1])))),
                        generation: UInt32(try names.number(String(halves[1]))), verb: verb,
                        reason: reason))
            }
        }
        return items
    }

    func topicWish(_ options: Options) throws -> TopicWish {
        var wish = TopicWish(
            partitions: try options.number("partitions").map(Int.init), ack: ack(options),
            validate: validation(options),
            retention: RetentionWish(
                time: try limit("time", options) { Interval(milliseconds: $0) },
                bytes: try limit("bytes", options) { Int($0) },
                count: try limit("count", options) { Int($0) }),
            cleanup: options["cleanup"].flatMap { word in Cleanup.allCases.first { "\($0)" == word } },
            tombstoneTime: try options.number("tombstones").map { Interval(milliseconds: $0) })
        wish.unsaid = try members(options)
        return wish
    }

    func limit<Value: Equatable & Sendable>(
        _ name: String, _ options: Options, _ value: (Int64) -> Value
    ) throws -> LimitWish<Value> {
        guard let word = options[name] else { return .asIs }
        return word == "none" ? .none : .at(value(try names.number(word)))
    }

    func queueWish(_ options: Options) throws -> QueueWish {
        var wish = QueueWish(
            lease: try options.number("lease").map { Interval(milliseconds: $0) }, ack: ack(options),
            validate: validation(options),
            backoff: try options["backoff"].map {
                try $0.split(separator: "/").map { Interval(milliseconds: try names.number(String($0))) }
            }, maxDeliveries: try limit("deliveries", options) { Int($0) }, deadLetter: deadLetter(options),
            choosing: ChoosingWish(
                isSingleActive: options["single"].map { $0 == "true" },
                prefetch: try limit("prefetch", options) { Int($0) },
                dedupe: try limit("dedupe", options) { Interval(milliseconds: $0) },
                order: options["order"].flatMap { word in MessageOrder.allCases.first { "\($0.name)" == word }
                },
                isFair: options["fair"].map { $0 == "true" }))
        wish.ttl = try limit("ttl", options) { Interval(milliseconds: $0) }
        wish.expires = try limit("expires", options) { Interval(milliseconds: $0) }
        wish.bytesMax = try limit("bytes", options) { Int($0) }
        wish.lengthMax = try limit("length", options) { Int($0) }
        wish.overflow = options["overflow"].map {
            $0 == "drop" ? .dropHead : $0 == "dead" ? .deadLetter : .reject
        }
        wish.lanes.priorities = try options.number("priorities").map { Int($0) }
        wish.lanes.lowestFirstEvery = try limit("lowest", options) { Int($0) }
        wish.lanes.source = try options["source"].map { topic in
            let start: QueueSource.Start =
                switch options["from"] ?? "latest" {
                case "earliest": .earliest
                case "latest": .latest
                case let offset: .offset(Offset(UInt64(try names.number(offset))))
                }
            return LanesWish.Source(topic: topic, start: start)
        }
        wish.unsaid = try members(options)
        return wish
    }

    private func deadLetter(_ options: Options) -> DeadLetter? {
        guard let word = options["dead"] else { return nil }
        let parts = word.split(separator: ":").map(String.init)
        switch parts[0] {
        case "queue": return .queue(parts[1])
        case "topic": return .topic(parts[1])
        case "exchange": return .exchange(parts[1], routingKey: parts.count > 2 ? parts[2] : nil)
        default: return .dropped
        }
    }

    private func ack(_ options: Options) -> Ack? { options["ack"].map { $0 == "none" ? .none : .flush } }

    private func validation(_ options: Options) -> Validation? {
        options["validate"].map { $0 == "json" ? .json : .none }
    }
}

/// The `name=value` words of a line, and those without a value.
struct Options {
    private let words: ArraySlice<String>

    init(_ words: ArraySlice<String>) { self.words = words }

    subscript(name: String) -> String? {
        words.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    func has(_ word: String) -> Bool { words.contains(word) }

    func number(_ name: String) throws -> Int64? {
        guard let text = self[name] else { return nil }
        guard let number = Int64(text) else { throw ScriptError("\(text) is not a number") }
        return number
    }
}
