package import Base
internal import LogFormat

extension Broker {
    /// How the message of this number is, in a namespace; nil when it is not known, or not any more.
    package func prepared(_ number: UInt64, in namespace: EntityID) -> PreparedStatus? {
        guard let one = prepared.find(number), one.event.namespace == namespace else { return nil }
        return one.status
    }

    /// The messages of a namespace that wait, from a number on; `next` says where to go on.
    package func prepared(
        from number: UInt64, in namespace: EntityID, max: Int
    ) -> (list: [PreparedStatus], next: UInt64?) {
        var list: [PreparedStatus] = []
        var place = prepared.place(of: number)
        // Bounds the time that the lock is held.
        let end = Swift.min(prepared.entries.count, place + 16 * Limits.preparedListMax)
        while place < end, list.count < max {
            let one = prepared.entries[place]
            if one.end == nil, one.event.namespace == namespace { list.append(one.status) }
            place += 1
        }
        return (list, place < prepared.entries.count ? prepared.entries[place].event.number : nil)
    }

    /// The message of this number with its line, if it waits.
    package func preparedMessage(_ number: UInt64, in namespace: EntityID) -> PreparedMessage? {
        guard let one = prepared.find(number), one.end == nil, one.event.namespace == namespace else {
            return nil
        }
        return PreparedMessage(
            target: one.event.target, partition: one.event.partition, line: one.event.line,
            traits: MessageTraits(one.event))
    }

    /// Messages that wait, and their bytes.
    package var preparedFigures: (count: Int, bytes: Int) { (prepared.waitingCount, prepared.waitingBytes) }

    func decidePrepare(_ command: PrepareCommand, now: Instant, _ decision: inout Decision) {
        if let identity = command.identity {
            switch judge(identity, now: now) {
            case .fresh: break
            case .repeated(let result): return decision.reply = .repeated(result)
            case .refused(let error): return decision.refuse(error)
            }
        }
        let namespace: EntityID
        switch entities[command.target] {
        case .topic(let topic):
            guard Int(command.partition ?? 0) < topic.logs.count else {
                return decision.refuse(.badPartition(count: topic.logs.count))
            }
            namespace = topic.namespace
        case .queue(let queue): namespace = queue.namespace
        case .vacant, .namespace, .group, .exchange, .policy: return decision.refuse(.stale)
        }
        if let refusal = refusal(of: command) { return decision.refuse(refusal) }
        var event = MessagePrepared(
            number: prepared.next, preparedAt: now, deadline: now + command.time, namespace: namespace,
            target: command.target, partition: command.partition, line: command.line)
        event.take(command.traits)
        decision.events.append(.messagePrepared(event))
        decision.reply = .prepared(number: event.number, deadline: event.deadline)
        guard let identity = command.identity else { return }
        let place = PublishResult.Stretch(partition: 0, count: 1, first: Offset(event.number))
        remember(
            identity, of: command.target,
            PublishResult(timestamp: now, ack: .flush, spread: identity.spread, first: place), now: now,
            &decision)
    }

    private func refusal(of command: PrepareCommand) -> BrokerError? {
        guard command.time > .zero, command.time <= Limits.preparedTimeMax else {
            return .limit("deadline", max: Int(Limits.preparedTimeMax.milliseconds))
        }
        guard command.line.count <= Limits.preparedLineBytesMax else {
            return .limit("prepared message", max: Limits.preparedLineBytesMax)
        }
        guard prepared.waitingCount < Limits.preparedMax else {
            return .limit("prepared messages", max: Limits.preparedMax)
        }
        guard prepared.waitingBytes + command.line.count <= Limits.preparedBytesMax else {
            return .limit("bytes of prepared messages", max: Limits.preparedBytesMax)
        }
        return nil
    }

    func decideEndPrepared(_ command: EndPreparedCommand, now: Instant, _ decision: inout Decision) {
        guard let one = prepared.find(command.number), one.event.namespace == command.namespace else {
            return decision.refuse(.noTransaction)
        }
        let wanted: PreparedEnded.Outcome = command.append == nil ? .rolledBack : .committed
        if let end = one.end {
            // Its answer may have been lost.
            guard end.outcome == wanted else { return decision.refuse(.transactionEnded(end.outcome)) }
            return decision.reply = .preparedEnded(end, isRepeated: true)
        }
        // Its deadline has passed, though nobody has looked at the clock yet.
        guard one.event.deadline > now else { return decision.refuse(.transactionEnded(.expired)) }
        var end = PreparedEnded(number: command.number, endedAt: now, outcome: wanted)
        guard let append = command.append else {
            decision.events.append(.preparedEnded(end))
            forgetSome(&decision)
            return decision.reply = .preparedEnded(end, isRepeated: false)
        }
        let queue: Queue?
        switch entities[append.target] {
        case .topic(let topic) where topic.version == append.version: queue = nil
        case .queue(let found): queue = found
        default: return decision.refuse(.stale)
        }
        guard append.target == one.event.target, append.rest.isEmpty, append.first.count == 1 else {
            return decision.refuse(.stale)
        }
        var timestamp = now
        if let refusal = self.append(append, to: queue, now: now, &timestamp, &decision) {
            return decision.refuse(refusal)
        }
        if timestamp > now { stamp(timestamp, on: &decision.events) }
        if case .appended(let head, _)? = decision.events.first {
            end.partition = head.destination.partition ?? lane(of: head.destination.log)
            end.offset = head.destination.first
            end.endedAt = timestamp
        }
        decision.events.append(.preparedEnded(end))
        forgetSome(&decision)
        decision.reply = .preparedEnded(end, isRepeated: false)
        serve(waitersAt: append.target, now: now, &decision)
    }

    /// Yields that the oldest ends are forgotten, where too many are remembered.
    private func forgetSome(_ decision: inout Decision) {
        guard prepared.ended.count >= Limits.preparedRememberedMax,
            let time = prepared.ended[prepared.ended.count / 8].end?.endedAt
        else { return }
        decision.events.append(
            .preparedForgotten(PreparedForgotten(endedBefore: time + Interval(milliseconds: 1))))
    }

    /// Gives up what waited for too long, and forgets what ended long ago.
    mutating func tickPrepared(now: Instant, _ decision: inout Decision) {
        while decision.events.count < Limits.tickEventsMax, let one = prepared.takeDue(at: now) {
            decision.events.append(
                .preparedEnded(
                    PreparedEnded(number: one.event.number, endedAt: now, outcome: .expired)))
        }
        guard decision.events.count < Limits.tickEventsMax, let first = prepared.ended.first?.end,
            first.endedAt + Limits.preparedRememberedTime + Limits.forgettingInterval <= now
        else { return }
        decision.events.append(
            .preparedForgotten(
                PreparedForgotten(endedBefore: now.before(Limits.preparedRememberedTime))))
    }

    mutating func evolve(_ event: MessagePrepared, at sequence: JournalSequence) {
        prepared.add(event, at: sequence)
    }

    mutating func evolve(_ event: PreparedEnded, at sequence: JournalSequence) {
        prepared.end(event, at: sequence)
    }

    mutating func evolve(_ event: PreparedForgotten, at sequence: JournalSequence) {
        prepared.forget(before: event.endedBefore, at: sequence)
    }
}

extension MessagePrepared {
    /// Notes what a queue is to be told.
    fileprivate mutating func take(_ traits: MessageTraits) {
        switch traits.delay {
        case .by(let interval): delay = interval
        case .until(let instant): readyAt = instant
        case nil: break
        }
        ttl = traits.ttl
        group = traits.group
        dedupe = traits.dedupe
        priority = traits.priority
    }
}

extension MessageTraits {
    fileprivate init(_ event: MessagePrepared) {
        self.init(
            delay: event.delay.map { .by($0) } ?? event.readyAt.map { .until($0) }, ttl: event.ttl,
            group: event.group, dedupe: event.dedupe, priority: event.priority)
    }
}
