package import Base
package import LogFormat

/// What a declaration or change of a queue names; nil leaves a member as it is, or at its default.
package struct QueueWish: Equatable, Sendable {
    package var lease: Interval?
    package var ack: Ack?
    package var validate: Validation?
    /// Empty for none.
    package var backoff: [Interval]?
    package var maxDeliveries: LimitWish<Int>
    package var deadLetter: DeadLetter?
    package var ttl = LimitWish<Interval>.asIs
    package var expires = LimitWish<Interval>.asIs
    package var lengthMax = LimitWish<Int>.asIs
    package var bytesMax = LimitWish<Int>.asIs
    package var overflow: Overflow?
    package var lanes = LanesWish()
    package var choosing: ChoosingWish
    /// What is no longer declared, though it is named here with its default.
    package var unsaid = MemberSet<QueueMember>()

    package init(
        lease: Interval? = nil, ack: Ack? = nil, validate: Validation? = nil, backoff: [Interval]? = nil,
        maxDeliveries: LimitWish<Int> = .asIs, deadLetter: DeadLetter? = nil,
        choosing: ChoosingWish = ChoosingWish()
    ) {
        self.lease = lease
        self.ack = ack
        self.validate = validate
        self.backoff = backoff
        self.maxDeliveries = maxDeliveries
        self.deadLetter = deadLetter
        self.choosing = choosing
    }

    /// `settings` with the named members set, and the names of those that differ from before.
    func applied(to settings: QueueSettings) -> (settings: QueueSettings, changed: [String]) {
        var wished = settings
        var changed: [String] = []
        if let lease, lease != settings.lease {
            wished.lease = lease
            changed.append("lease")
        }
        if let ack, ack != settings.ack {
            wished.ack = ack
            changed.append("ack")
        }
        if let validate, validate != settings.validate {
            wished.validate = validate
            changed.append("validate")
        }
        if let backoff, backoff != settings.backoff {
            wished.backoff = backoff
            changed.append("backoff")
        }
        wished.maxDeliveries = maxDeliveries.applied(to: settings.maxDeliveries)
        if wished.maxDeliveries != settings.maxDeliveries { changed.append("max_deliveries") }
        if let deadLetter, deadLetter != settings.deadLetter {
            wished.deadLetter = deadLetter
            changed.append("dead_letter")
        }
        applyBounds(to: &wished, &changed)
        wished.lanes = lanes.apply(to: settings.lanes, &changed)
        choosing.apply(to: &wished.choosing, &changed)
        return (wished, changed)
    }

    /// Sets what bounds the queue and its messages.
    private func applyBounds(to wished: inout QueueSettings, _ changed: inout [String]) {
        let settings = wished
        wished.ttl = ttl.applied(to: settings.ttl)
        if wished.ttl != settings.ttl { changed.append("ttl") }
        wished.expires = expires.applied(to: settings.expires)
        if wished.expires != settings.expires { changed.append("expires") }
        wished.lengthMax = lengthMax.applied(to: settings.lengthMax)
        if wished.lengthMax != settings.lengthMax { changed.append("max_length") }
        wished.bytesMax = bytesMax.applied(to: settings.bytesMax)
        if wished.bytesMax != settings.bytesMax { changed.append("max_bytes") }
        wished.overflow = overflow ?? settings.overflow
        if wished.overflow != settings.overflow { changed.append("overflow") }
    }

    /// Why the bounds it names cannot be.
    var refusalOfBounds: BrokerError? {
        if case .at(let time) = ttl, time < .zero || time > Limits.delayMax {
            return .limit("ttl", max: Int(Limits.delayMax.milliseconds))
        }
        if case .at(let time) = expires, time <= .zero || time > Limits.delayMax {
            return .limit("expires", max: Int(Limits.delayMax.milliseconds))
        }
        if case .at(let most) = lengthMax, !(1...Limits.queueLengthMax).contains(most) {
            return .limit("max_length", max: Limits.queueLengthMax)
        }
        if case .at(let most) = bytesMax, !(1...Limits.queueBytesMax).contains(most) {
            return .limit("max_bytes", max: Limits.queueBytesMax)
        }
        return nil
    }
}
