internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// Messages of a transaction.
extension TransactionWish {
    /// What a `publish` says besides its message.
    private struct Address {
        var topic: String?
        var queue: String?
        var exchange: String?
        var partition: Int?
        var expectedOffset: Offset?
        var routingKey: String?
        var isMandatory: Bool?
        var message: JSONValue?

        /// Refuses what only topics, or only exchanges, have.
        func check(isTopic: Bool, isExchange: Bool) throws(Problem) {
            if !isTopic, partition != nil || expectedOffset != nil {
                throw Problem(
                    .invalidBody, "Only a topic has partitions and expected offsets.",
                    fix: "Leave partition and expected_offset out.")
            }
            if !isExchange, routingKey != nil || isMandatory != nil {
                throw Problem(
                    .invalidBody, "Only an exchange has routing keys and mandatory messages.",
                    fix: "Leave routing_key and mandatory out, or name an exchange.")
            }
        }
    }

    mutating func readPublish(_ value: JSONValue) throws(Problem) -> Target {
        let address = try readAddress(value)
        guard let message = address.message else {
            throw Problem(
                .invalidBody, "A publish has no message.", fix: "Give \"message\":{\"value\":…}.")
        }
        switch (address.topic, address.queue, address.exchange) {
        case (let name?, nil, nil):
            guard let topic = name.withByteView({ namespace.topic($0) }) else {
                throw Problem(missing: name, namespace)
            }
            try address.check(isTopic: true, isExchange: false)
            try add(message, address, to: topic)
            return .topic(topic)
        case (nil, let name?, nil):
            let queue = try queue(name)
            try address.check(isTopic: false, isExchange: false)
            try add(message, to: queue)
            return .queue(queue)
        case (nil, nil, let name?):
            let exchange = try exchange(name)
            try address.check(isTopic: false, isExchange: true)
            try add(message, address, to: exchange)
            return .exchange(exchange)
        default:
            throw Problem(
                .invalidBody, "A publish names one topic, one queue or one exchange.",
                fix: "Give \"topic\", \"queue\" or \"exchange\".")
        }
    }

    private func readAddress(_ value: JSONValue) throws(Problem) -> Address {
        var address = Address()
        let known = [
            "topic", "queue", "exchange", "partition", "expected_offset", "routing_key", "mandatory",
            "message",
        ]
        var members = try BodyReader(value, known: known)
        while let member = try members.next() {
            switch member.name {
            case "topic": address.topic = try members.string(member.value)
            case "queue": address.queue = try members.string(member.value)
            case "exchange": address.exchange = try members.string(member.value)
            case "partition":
                address.partition = try members.integer(member.value, in: 0...Limits.partitionsMax - 1)
            case "expected_offset":
                let offset = try members.integer(member.value, in: 0...Limits.offsetMax)
                address.expectedOffset = Offset(UInt64(offset))
            case "routing_key": address.routingKey = try members.string(member.value)
            case "mandatory": address.isMandatory = try members.boolean(member.value)
            case "message": address.message = member.value
            default: throw members.unknown(member)
            }
        }
        return address
    }

    private mutating func add(
        _ message: JSONValue, _ address: Address, to topic: Topic
    ) throws(Problem) {
        if let wished = address.partition, wished >= topic.partitionCount {
            throw Problem(partition: wished, of: topic.partitionCount)
        }
        if address.expectedOffset != nil, address.partition == nil, topic.partitionCount > 1 {
            throw Problem(
                .invalidBody,
                "expected_offset needs a partition, of which there are \(topic.partitionCount).",
                fix: "Give partition as well.")
        }
        let start = lines.count
        var partition = address.partition
        var hash: KeyHash?
        try read(message)
        guard item.record.traits == nil else { throw .traitsOfTopic }
        let key = try item.compose(requiresJSON: topic.settings.validate == .json, into: &lines)
        if partition == nil, let key {
            partition = Partitioner.partition(of: key, among: topic.partitionCount)
        }
        if topic.isCompacted, let key {
            let plain = topic.keyHasher.hash(key)
            hash = item.record.body == .tombstone ? plain.ofTombstone : plain
        }
        let expected = item.record.expectedKey
        let place = partition ?? single(of: topic)
        var block = Block(target: .topic(topic), partition: place, bytes: start..<lines.count)
        block.expectedOffset = address.expectedOffset
        if expected != .unstated, !topic.isCompacted { throw Problem(BrokerError.notCompacted) }
        if topic.isCompacted {
            block.key = hash
            block.expectation = expectation(expected, hash, in: topic.log(place).id)
        }
        add(block)
    }

    private mutating func add(_ message: JSONValue, to queue: Queue) throws(Problem) {
        let start = lines.count
        try read(message)
        _ = try item.compose(requiresJSON: queue.settings.validate == .json, into: &lines)
        try refuseExpectedKey()
        var block = Block(target: .queue(queue), partition: 0, bytes: start..<lines.count)
        block.traits = item.traits(queue.identityHasher)
        add(block)
    }

    private mutating func add(
        _ message: JSONValue, _ address: Address, to exchange: MessageExchange
    ) throws(Problem) {
        let start = lines.count
        try read(message)
        var routingKey = ByteBuffer()
        routingKey.append(address.routingKey ?? "")
        let text = try RoutingText(exchange, key: routingKey.bytes)
        _ = try item.compose(requiresJSON: false, routing: text.routing, into: &lines)
        try refuseExpectedKey()
        var routing = BatchRouting(
            exchange, routingKey: text.key, item.traits(exchange.identityHasher))
        let bytes = start..<lines.count
        try routing.route(lines.bytes[bytes])
        guard let block = routing.blocks.first else { return }
        let part = exchange.part(block, isMandatory: address.isMandatory ?? false)
        for (log, key) in part.keys {
            if key.hasKey { _ = keyed.add(key, in: log) } else { keyed.add(in: log) }
        }
        parts.append(.fan(part, bytes))
    }

    private func refuseExpectedKey() throws(Problem) {
        guard item.record.expectedKey == .unstated else { throw Problem(BrokerError.notCompacted) }
    }

    /// What is expected of a key, seen from the messages before.
    private mutating func expectation(
        _ expected: BatchRecord.ExpectedKey, _ hash: KeyHash?, in log: LogID
    ) -> KeyExpectation? {
        guard let hash else {
            keyed.add(in: log)
            return nil
        }
        let earlier = keyed.add(hash, in: log)
        let wanted: Offset?
        switch expected {
        case .unstated: return nil
        case .none: wanted = nil
        case .offset(let offset): wanted = offset
        }
        return KeyExpectation(line: 0, item: operations.count, key: hash, wanted: wanted, earlier: earlier)
    }

    private mutating func read(_ message: JSONValue) throws(Problem) {
        guard message.isObject else {
            throw Problem(.invalidBody, "\"message\" must be an object.", fix: "Give {\"value\":…}.")
        }
        try item.read(message)
    }

    /// The partition of all messages without a key.
    private mutating func single(of topic: Topic) -> Int {
        if let known = singles.first(where: { $0.topic == topic.id }) { return known.partition }
        let partition = topic.nextRoundRobin()
        singles.append((topic.id, partition))
        return partition
    }

    /// Adds a block, as more of the last part where nothing tells them apart.
    private mutating func add(_ block: Block) {
        if case .block(var last)? = parts.last, last.isContinued(by: block) {
            last.count += 1
            last.bytes = last.bytes.lowerBound..<block.bytes.upperBound
            parts[parts.count - 1] = .block(last)
        } else {
            parts.append(.block(block))
        }
    }

    /// What the node is to do; its views stand until this is given back.
    borrowing func request(_ identity: PublishIdentity?) -> TransactionRequest {
        var request = TransactionRequest(parts: [], identity: identity)
        request.parts.reserveCapacity(parts.count)
        for part in parts {
            switch part {
            case .cancel(let name): request.parts.append(.cancelSchedule(name))
            case .settle(let queue, let items): request.parts.append(.settle(queue, items))
            case .commit(let group, let offsets, let author):
                request.parts.append(.commit(group, offsets, by: author))
            case .block(let wanted):
                var block = PublishBlock(
                    partition: wanted.partition, count: wanted.count, suffixes: lines.bytes[wanted.bytes],
                    expectedOffset: wanted.expectedOffset)
                if let key = wanted.key { block.keys = .one(key) }
                if let expectation = wanted.expectation { block.expectations = [expectation] }
                switch wanted.target {
                case .topic(let topic): request.parts.append(.publish(topic, block))
                case .queue(let queue): request.parts.append(.send(queue, block, wanted.traits))
                case .exchange: break
                }
            case .fan(let part, let bytes): request.parts.append(.fan(part, lines.bytes[bytes]))
            }
        }
        return request
    }
}

extension TransactionWish.Block {
    /// Whether a block of one message is only more of this one.
    ///
    /// One that may be a duplicate stands alone, so that its refusal names its operation.
    fileprivate func isContinued(by next: TransactionWish.Block) -> Bool {
        guard next.expectedOffset == nil, traits == next.traits, traits.dedupe == 0,
            partition == next.partition
        else { return false }
        switch (target, next.target) {
        case (.topic(let topic), .topic(let other)): return topic === other && !topic.isCompacted
        case (.queue(let queue), .queue(let other)): return queue === other
        default: return false
        }
    }
}
