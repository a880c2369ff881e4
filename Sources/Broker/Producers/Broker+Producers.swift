package import Base
internal import LogFormat

extension Broker {
    /// Whether an append is not one that was carried out before, or is refused for its identity.
    package func isNew(_ command: AppendCommand, now: Instant) -> Bool {
        command.identity.map { isNew($0, now: now) } ?? true
    }

    /// Whether nothing was carried out under this identity, nor is it refused.
    package func isNew(_ identity: PublishIdentity, now: Instant) -> Bool {
        guard case .fresh = judge(identity, now: now) else { return false }
        return true
    }

    /// What is known of a publish with this identity.
    func judge(_ identity: PublishIdentity, now: Instant) -> RepeatJudgement {
        switch identity.name {
        case .key(let hash):
            guard let known = keys.find(hash, at: now) else { return .fresh }
            guard known.fingerprint == identity.fingerprint else { return .refused(.idempotencyKeyReused) }
            return .repeated(known.result)
        case .producer(let hash, let epoch, let number):
            guard let producer = producers.find(hash, at: now) else { return .fresh }
            return producer.judge(epoch: epoch, number: number, fingerprint: identity.fingerprint)
        }
    }

    /// Yields the event by which the appends that were just decided will be recognised.
    func remember(
        _ identity: PublishIdentity, of target: EntityID, ack: Ack, now: Instant, _ decision: inout Decision
    ) {
        guard let result = result(identity.spread, ack, decision) else { return }
        remember(identity, of: target, as: result, now: now, &decision)
    }

    /// Yields the event by which a publish that came to `result` will be recognised.
    func remember(
        _ identity: PublishIdentity, of target: EntityID, as result: PublishResult, now: Instant,
        _ decision: inout Decision
    ) {
        remember(identity, of: target, result, now: now, &decision)
    }

    /// Yields the event by which what was just decided will be recognised, with what came of it.
    func remember(
        _ identity: PublishIdentity, of target: EntityID, _ result: PublishResult, now: Instant,
        _ decision: inout Decision
    ) {
        switch identity.name {
        case .key(let hash):
            decision.events.append(
                .idempotentResult(
                    IdempotentResult(
                        target: target, hash: hash, fingerprint: identity.fingerprint,
                        takenAt: now, result: result)))
        case .producer(let hash, let epoch, let number):
            var event = ProducerAdvanced(
                target: target, hash: hash, epoch: epoch, number: number,
                fingerprint: identity.fingerprint, advancedAt: now, result: result)
            event.forgotten = producers.ousted(by: event)
            decision.events.append(.producerAdvanced(event))
        }
    }

    /// Where the appends that were just decided come to stand.
    private func result(
        _ spread: PublishResult.Spread, _ ack: Ack, _ decision: borrowing Decision
    ) -> PublishResult? {
        guard case .appended(let timestamp) = decision.reply else { return nil }
        var result: PublishResult?
        for case .appended(let head, block: _) in decision.events {
            let stretch = PublishResult.Stretch(
                partition: head.destination.partition ?? lane(of: head.destination.log),
                count: UInt32(head.count), first: head.destination.first)
            if result == nil {
                result = PublishResult(timestamp: timestamp, ack: ack, spread: spread, first: stretch)
            } else {
                result?.rest.append(stretch)
            }
        }
        return result
            ?? PublishResult(
                timestamp: timestamp, ack: ack, spread: spread,
                first: PublishResult.Stretch(partition: 0, count: 0, first: .zero))
    }

    /// The lane that a queue's own log is.
    func lane(of log: LogID) -> UInt32 {
        let owner = entities.log(log).flatMap { entities.queue($0.owner) }
        return UInt32(owner?.lane(of: log) ?? 0)
    }

    mutating func evolve(_ event: IdempotentResult, at sequence: JournalSequence) {
        if keys.mark.admits(sequence) { keys.add(event) }
    }

    mutating func evolve(_ event: ProducerAdvanced, at sequence: JournalSequence) {
        producers.advance(event, at: sequence)
    }

    mutating func evolve(_ event: ResultsForgotten, at sequence: JournalSequence) {
        if keys.mark.admits(sequence) { keys.drop(before: event.keysBefore) }
        producers.drop(before: event.producersBefore, at: sequence)
    }

    /// When something is worth forgetting.
    var forgettingDeadline: Instant? {
        guard let keys = keys.deadline else { return producers.deadline }
        return producers.deadline.map { min($0, keys) } ?? keys
    }

    /// Yields that what is too old is forgotten, when it is worth it.
    func forget(now: Instant, _ decision: inout Decision) {
        guard let deadline = forgettingDeadline, deadline <= now else { return }
        decision.events.append(
            .resultsForgotten(
                ResultsForgotten(keysBefore: keys.cut(at: now), producersBefore: producers.cut(at: now))))
    }
}

extension Instant {
    /// The earlier of two that may not be there.
    static func earlier(_ one: Instant?, _ other: Instant?) -> Instant? {
        guard let one else { return other }
        return other.map { min($0, one) } ?? one
    }

    /// So much earlier.
    func before(_ interval: Interval) -> Instant { self + Interval(milliseconds: -interval.milliseconds) }
}
