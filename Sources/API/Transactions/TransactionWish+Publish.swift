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
        var partition: Int?
        var expectedOffset: Offset?
        var message: JSONValue?
    }

    mutating func readPublish(_ value: JSONValue) throws(Problem) -> Target {
        let address = try readAddress(value)
        guard let message = address.message else {
            throw Problem(
                .invalidBody, "A publish has no message.", fix: "Give \"message\":{\"value\":…}.")
        }
        switch (address.topic, address.queue) {
        case (let name?, nil):
            guard let topic = name.withByteView({ namespace.topic($0) }) else {
                throw Problem(missing: name, namespace)
            }
            try add(message, address, to: topic)
            return .topic(topic)
        case (nil, let name?):
            let queue = try queue(name)
            guard address.partition == nil, address.expectedOffset == nil else {
                throw Problem(
                    .invalidBody, "A queue has neither partitions nor expected offsets.",
                    fix: "Leave partition and expected_offset out.")
            }
            try add(message, to: queue)
            return .queue(queue)
        default:
            throw Problem(
                .invalidBody, "A publish names one topic or one queue.", fix: "Give \"topic\" or \"queue\".")
        }
    }

    private func readAddress(_ value: JSONValue) throws(Problem) -> Address {
        var address = Address()
        var members = try BodyReader(
            value, known: ["topic", "queue", "partition", "expected_offset", "message"], later: ["exchange"])
        while let member = try members.next() {
            switch member.name {
            case "topic": address.topic = try members.string(member.value)
            case "queue": address.queue = try members.string(member.value)
            case "partition":
                address.partition = try members.integer(member.value, in: 0...Limits.partitionsMax - 1)
            case "expected_offset":
                let offset = try members.integer(member.value, in: 0...Limits.offsetMax)
                address.expectedOffset = Offset(UInt64(offset))
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
        var expected = BatchRecord.ExpectedKey.unstated
        try compose(message, requiresJSON: topic.settings.validate == .json) {
            (key, record) throws(Problem) in
            if partition == nil, let key {
                partition = Partitioner.partition(of: key, among: topic.partitionCount)
            }
            if topic.isCompacted, let key {
                let plain = topic.keyHasher.hash(key)
                hash = record.body == .tombstone ? plain.ofTombstone : plain
            }
            expected = record.expectedKey
        }
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

    private mutating func add(
        _ message: JSONValue, to queue: Queue
    ) throws(Problem) {
        let start = lines.count
        try compose(message, requiresJSON: queue.settings.validate == .json) {
            (_, record) throws(Problem) in
            guard record.expectedKey == .unstated else { throw Problem(BrokerError.notCompacted) }
        }
        add(Block(target: .queue(queue), partition: 0, bytes: start..<lines.count))
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

    /// Composes the line of one message; `visit` sees its key and its record.
    private mutating func compose(
        _ message: JSONValue, requiresJSON: Bool,
        _ visit: (ByteView?, BatchRecord) throws(Problem) -> Void
    ) throws(Problem) {
        guard message.isObject else {
            throw Problem(.invalidBody, "\"message\" must be an object.", fix: "Give {\"value\":…}.")
        }
        try item.read(message)
        let key = try item.compose(requiresJSON: requiresJSON, into: &lines)
        try visit(key, item.record)
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
                }
            }
        }
        return request
    }
}

extension TransactionWish.Block {
    /// Whether a block of one message is only more of this one.
    fileprivate func isContinued(by next: TransactionWish.Block) -> Bool {
        guard next.expectedOffset == nil, traits == next.traits, partition == next.partition else {
            return false
        }
        switch (target, next.target) {
        case (.topic(let topic), .topic(let other)): return topic === other && !topic.isCompacted
        case (.queue(let queue), .queue(let other)): return queue === other
        default: return false
        }
    }
}
