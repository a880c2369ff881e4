package import Base
package import Broker
internal import LogFormat

/// A prepared message as it is shown.
package struct PreparedLook: Sendable {
    package let status: PreparedStatus
    /// The topic or queue that it is for; nil when that is gone.
    package let target: Target?

    /// What a message is for.
    package enum Target: Sendable {
        case topic(Topic)
        case queue(Queue)
    }
}

/// What preparing a message gives.
package struct PreparedReceipt: Sendable {
    package let number: UInt64
    /// Not known of one that was prepared before.
    package let deadline: Instant?
    package var isRepeated: Bool { deadline == nil }
}

extension Topic {
    /// Keeps a line until it is committed or rolled back, at most for `time`; see `Queue.prepare`.
    package func prepare(
        _ line: ByteView, partition: Int?, for time: Interval, identity: PublishIdentity? = nil
    ) async throws(Refused) -> Gated<PreparedReceipt> {
        let command = PrepareCommand(
            target: id, partition: partition.map { UInt32($0) }, line: line.array, traits: MessageTraits(),
            time: time, identity: identity)
        return try await namespace.shard.prepare(command)
    }
}

extension Queue {
    /// Keeps a line until it is committed or rolled back, at most for `time`.
    ///
    /// Nobody sees it, and nothing is known of its place; delays count from its commit. Suspends only while the
    /// journal has no room.
    package func prepare(
        _ line: ByteView, _ traits: MessageTraits, for time: Interval, identity: PublishIdentity? = nil
    ) async throws(Refused) -> Gated<PreparedReceipt> {
        let command = PrepareCommand(
            target: id, partition: nil, line: line.array, traits: traits, time: time, identity: identity)
        return try await namespace.shard.prepare(command)
    }
}

extension Namespace {
    /// Lets a prepared message join its topic or queue; again, tells where it is.
    package func commitPrepared(_ number: UInt64) async throws(Refused) -> Gated<PreparedLook> {
        try await shard.waitForRoom()
        return try shard.commanded { (state) throws(Refused) -> Gated<PreparedLook> in
            guard let message = state.broker.preparedMessage(number, in: id) else {
                // It has ended, or never was: the broker knows.
                let nothing = AppendCommand.Block(log: LogID(0), count: 0, bytes: 0)
                let append = AppendCommand(target: id, version: 0, first: nothing)
                return try shard.end(number, of: id, append, .empty, in: &state)
            }
            var line = ByteBuffer()
            line.append(message.line)
            if let topic = state.entities.topic(message.target) {
                return try shard.commit(number, message, line.bytes, to: topic, in: &state)
            }
            guard let queue = state.entities.queue(message.target) else {
                throw Refused(.targetGone, gate: shard.gate(state.applied))
            }
            let log = queue.log(ofPriority: message.traits.priority) ?? queue.lowest
            let block = AppendCommand.Block(
                log: log.id, count: 1, bytes: line.count, traits: message.traits)
            let append = AppendCommand(target: queue.id, version: queue.version, first: block)
            return try shard.end(number, of: id, append, line.bytes, in: &state)
        }
    }

    /// Gives a prepared message up; again, it is so.
    package func rollBackPrepared(_ number: UInt64) throws(Refused) -> Gated<PreparedLook> {
        try shard.commanded { (state) throws(Refused) -> Gated<PreparedLook> in
            try shard.end(number, of: id, nil, .empty, in: &state)
        }
    }

    /// How a prepared message is.
    package func prepared(_ number: UInt64) throws(Refused) -> Gated<PreparedLook> {
        try shard.locked(flush: false) { (state) throws(Refused) -> Gated<PreparedLook> in
            let gate = shard.gate(state.applied)
            guard let status = state.broker.prepared(number, in: id) else {
                throw Refused(.noTransaction, gate: gate)
            }
            return Gated(shard.look(status, in: state), gate: gate)
        }
    }

    /// The messages that wait, from a number on; `next` says where to go on.
    package func prepared(
        from number: UInt64, max: Int
    ) -> Gated<(list: [PreparedLook], next: UInt64?)> {
        shard.locked(flush: false) { state in
            let (list, next) = state.broker.prepared(from: number, in: id, max: max)
            return Gated(
                (list.map { shard.look($0, in: state) }, next), gate: shard.gate(state.applied))
        }
    }
}

extension Shard {
    fileprivate func prepare(_ command: PrepareCommand) async throws(Refused) -> Gated<PreparedReceipt> {
        // It must fit into a frame, which tests make small.
        let most = settings.framePayloadBytesMax - 256
        guard command.line.count <= most else { throw Refused(.limit("prepared message", max: most)) }
        try await waitForRoom()
        return try carryOut(.prepare(command)) { state in
            switch state.decision.reply {
            case .prepared(let number, let deadline): PreparedReceipt(number: number, deadline: deadline)
            case .repeated(let result):
                PreparedReceipt(number: result.first.first.rawValue, deadline: nil)
            default: nil
            }
        }
    }

    fileprivate func look(_ status: PreparedStatus, in state: borrowing ShardState) -> PreparedLook {
        let topic = state.entities.topic(status.target).map { PreparedLook.Target.topic($0) }
        let queue = state.entities.queue(status.target).map { PreparedLook.Target.queue($0) }
        return PreparedLook(status: status, target: topic ?? queue)
    }

    /// Lets a message join a topic, in the partition that was asked for or that its key says now.
    fileprivate func commit(
        _ number: UInt64, _ message: PreparedMessage, _ line: ByteView, to topic: Topic,
        in state: inout ShardState
    ) throws(Refused) -> Gated<PreparedLook> {
        var scratch = ByteBuffer()
        let block = topic.block(ofLine: line, partition: message.partition.map { Int($0) }, &scratch)
        let append = AppendCommand(target: topic.id, version: topic.version, first: topic.wanted(block))
        let done = try end(number, of: topic.namespace.id, append, line, in: &state)
        if let keyed = KeyedLines(topic, [block]), let place = done.value.status.end {
            keyed.feed(block: 0, at: place.offset)
        }
        return done
    }

    fileprivate func end(
        _ number: UInt64, of namespace: EntityID, _ append: AppendCommand?, _ line: ByteView,
        in state: inout ShardState
    ) throws(Refused) -> Gated<PreparedLook> {
        let command = EndPreparedCommand(number: number, namespace: namespace, append: append)
        let sequence = commit(.endPrepared(command), bodies: Bodies(first: line, rest: []), in: &state)
        if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
        guard let status = state.broker.prepared(number, in: namespace) else {
            throw Refused(.noTransaction, gate: gate(sequence))
        }
        return Gated(look(status, in: state), gate: gate(sequence))
    }
}
