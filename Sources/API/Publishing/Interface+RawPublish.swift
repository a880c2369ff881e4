internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// One message, whose body is the request's.
extension Interface {
    /// Reads the body and composes its stored form into a pooled buffer.
    func composeRaw(
        _ call: Call, _ options: inout OptionReader, _ wish: PublishWish,
        _ repeating: inout RepeatWish?, requiresJSON: Bool, routing: LineRouting? = nil
    ) async throws(Problem) -> ByteBuffer {
        let exchange = call.exchange
        let mode = try CloudEventMode(call, options)
        if options.has(.captureHeaders) { try CapturedFields.add(from: exchange, to: &options, mode) }
        if mode == .binary { try EventFields.add(from: exchange, to: &options) }
        guard wish.isTombstone || exchange.hasBody || exchange.declaredLength != nil else {
            throw Problem(Refusal(.lengthRequired))
        }
        let body = try await exchange.readWhole(max: bodyBytesMax)
        guard !wish.isTombstone || body.isEmpty else {
            throw Problem(
                .invalidBody, "A tombstone has no body.", fix: "Send no body, or leave tombstone out.")
        }
        repeating?.take(body)
        if mode == .structured {
            return try compose(
                event: body, exchange, &options, wish, requiresJSON: requiresJSON, routing: routing)
        }
        let type = exchange.known(.contentType).map { MessageParts.ContentType.sent($0) }
        var parts = MessageParts(
            body: wish.isTombstone ? .tombstone : .posted(body), contentType: type ?? .none,
            key: options.key, eventTime: wish.eventTime,
            requiresJSON: requiresJSON && !wish.isTombstone)
        parts.routing = routing
        parts.dedupeID = options.value(.dedupeID)
        parts.group = options.value(.group)
        var suffix = exchange.buffers.take(body.count + 1024)
        do throws(LineError) {
            try LineSuffix.compose(parts, headers: options.headers, into: &suffix)
        } catch { throw Problem(error) }
        return suffix
    }

    /// Composes the stored form of an event in structured mode.
    private func compose(
        event body: ByteView, _ exchange: Exchange, _ options: inout OptionReader, _ wish: PublishWish,
        requiresJSON: Bool, routing: LineRouting?
    ) throws(Problem) -> ByteBuffer {
        var event = StructuredEvent()
        try event.read(body, headers: &options.headers)
        if let key = event.partitionKey { options.takeKey(key) }
        var parts = event.parts
        parts.key = options.key
        parts.eventTime = wish.eventTime
        parts.requiresJSON = requiresJSON
        parts.routing = routing
        parts.dedupeID = options.value(.dedupeID)
        parts.group = options.value(.group)
        var suffix = exchange.buffers.take(body.count + 1024)
        do throws(LineError) {
            try LineSuffix.compose(parts, headers: options.headers, into: &suffix)
        } catch { throw Problem(error) }
        return suffix
    }

    /// Stores one message; a topic that changed meanwhile is looked up again.
    func store(
        _ suffix: ByteView, key: ByteView?, _ wish: PublishWish, _ repeating: RepeatWish?, in topic: Topic
    ) async throws(Problem) -> Gated<Published> {
        var topic = topic
        var left = 3
        while true {
            left -= 1
            let partition =
                wish.partition ?? key.map { Partitioner.partition(of: $0, among: topic.partitionCount) }
                ?? topic.nextRoundRobin()
            var block = PublishBlock(
                partition: partition, count: 1, suffixes: suffix, expectedOffset: wish.expectedOffset)
            if topic.isCompacted || wish.expectedKey != nil, let key {
                block.setKey(topic.keyHasher.hash(key), wish)
            }
            let identity = repeating?.identity(of: topic.id)
            do throws(Refused) {
                return try await topic.publish(block, ack: wish.ack, identity: identity)
            } catch {
                topic = try topic.again(after: error, left: left)
            }
        }
    }

    /// Stores messages in a queue; a queue that changed meanwhile is looked up again.
    func store(
        _ suffixes: ByteView, count: Int, _ ack: Ack?, _ traits: MessageTraits,
        each: [MessageTraits] = [], _ repeating: RepeatWish?, in queue: Queue
    ) async throws(Problem) -> Gated<Published> {
        var queue = queue
        var left = 3
        while true {
            left -= 1
            do throws(Refused) {
                return try await queue.publish(
                    count: count, suffixes: suffixes, ack: ack, traits: traits, each: each,
                    identity: repeating?.identity(of: queue.id))
            } catch { queue = try queue.again(after: error, left: left) }
        }
    }
}

extension PublishBlock {
    /// Says of the one line what its key is, and what is expected of it.
    fileprivate mutating func setKey(_ plain: KeyHash, _ wish: PublishWish) {
        let hash = wish.isTombstone ? plain.ofTombstone : plain
        keys = .one(hash)
        guard let expected = wish.expectedKey else { return }
        expectations = [KeyExpectation(line: 0, item: 0, key: hash, wanted: expected.offset)]
    }
}

extension Topic {
    /// The topic as it is now, if `refused` only says that this one is outdated; else throws it.
    func again(after refused: Refused, left: Int) throws(Problem) -> Topic {
        guard refused.reason == .stale, left > 0 else { throw Problem(refused) }
        if let fresh = name.withByteView({ namespace.topic($0) }) { return fresh }
        throw Problem(Refused(.notFound(.topic, name), gate: refused.gate))
    }
}

extension Queue {
    /// The queue as it is now, if `refused` only says that this one is outdated; else throws it.
    func again(after refused: Refused, left: Int) throws(Problem) -> Queue {
        guard refused.reason == .stale, left > 0 else { throw Problem(refused) }
        if let fresh = name.withByteView({ namespace.queue($0) }) { return fresh }
        throw Problem(Refused(.notFound(.queue, name), gate: refused.gate))
    }
}

extension Gated<Published> {
    /// 201 once it is on disk and ready, 202 when nobody waits for that.
    ///
    /// Where nothing was stored, since all of it had come before, 200.
    var status: Status {
        if value.first.count == 0 { return .ok }
        return value.ack == .flush && value.delayedUntil == nil ? .created : .accepted
    }

    /// What holds the answer back: nothing with `ack=none`.
    var answerGate: Gate? { value.ack == .flush ? gate : nil }
}
