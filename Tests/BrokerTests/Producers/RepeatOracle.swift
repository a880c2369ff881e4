import Base
import Broker
import LogFormat

/// What publishes must come to, by the book: everything is remembered for ever, and judged by time and bounds.
struct RepeatOracle {
    struct Sent {
        let name: PublishIdentity.Name
        let fingerprint: UInt64
        let at: Instant
        let result: PublishResult
    }

    enum Verdict: Equatable {
        case fresh
        case repeated(PublishResult)
        case refused(BrokerError)
    }

    let bounds: RepeatBounds
    /// All that were carried out, in order.
    private(set) var sent: [Sent] = []

    init(bounds: RepeatBounds) { self.bounds = bounds }

    mutating func note(_ identity: PublishIdentity, at now: Instant, _ result: PublishResult) {
        sent.append(Sent(name: identity.name, fingerprint: identity.fingerprint, at: now, result: result))
    }

    func judge(_ identity: PublishIdentity, now: Instant) -> Verdict {
        switch identity.name {
        case .key(let hash): judge(key: hash, identity.fingerprint, now: now)
        case .producer(let hash, let epoch, let number):
            judge(producer: hash, epoch, number, identity.fingerprint, now: now)
        }
    }

    private func judge(key: IdentityHash, _ fingerprint: UInt64, now: Instant) -> Verdict {
        // Only the latest are remembered, each as often as it was taken.
        let keys = sent.filter { $0.name.key != nil }.suffix(bounds.keys)
        guard let known = keys.last(where: { $0.name.key == key }), known.at + bounds.keyTime > now else {
            return .fresh
        }
        if known.fingerprint != fingerprint { return .refused(.idempotencyKeyReused) }
        return .repeated(known.result)
    }

    private func judge(
        producer: IdentityHash, _ epoch: UInt64, _ number: UInt64, _ fingerprint: UInt64, now: Instant
    ) -> Verdict {
        guard isRemembered(producer, now: now) else { return .fresh }
        let all = life(of: producer)
        guard let last = all.last, let stand = last.name.producer else { return .fresh }
        if epoch > stand.epoch { return .fresh }
        if epoch < stand.epoch { return .refused(.staleProducer(epoch: stand.epoch)) }
        if number == stand.number + 1 { return .fresh }
        if number > stand.number {
            return .refused(.producerGap(expected: stand.number + 1, received: number))
        }
        let latest = all.filter { $0.name.producer?.epoch == epoch }.suffix(bounds.producerResults)
        guard let same = latest.last(where: { $0.name.producer?.number == number }) else {
            return .refused(.producerResultForgotten(latest: stand.number))
        }
        if same.fingerprint != fingerprint { return .refused(.producerNumberReused) }
        return .repeated(same.result)
    }

    /// Whether not too many others were heard of since, and not too long ago.
    private func isRemembered(_ producer: IdentityHash, now: Instant) -> Bool {
        let producers = sent.filter { $0.name.producer != nil }
        guard let last = producers.lastIndex(where: { $0.name.producer?.hash == producer }),
            producers[last].at + bounds.producerTime > now
        else { return false }
        let since = Set(producers[(last + 1)...].compactMap { $0.name.producer?.hash })
        return since.count < bounds.producers
    }

    /// What it sent since it was last forgotten.
    private func life(of producer: IdentityHash) -> ArraySlice<Sent> {
        let producers = sent.filter { $0.name.producer != nil }
        var begin = 0
        var others: Set<IdentityHash> = []
        var last: Instant?
        for (index, one) in producers.enumerated() {
            guard one.name.producer?.hash == producer else {
                if let hash = one.name.producer?.hash { others.insert(hash) }
                continue
            }
            if let last, others.count >= bounds.producers || last + bounds.producerTime <= one.at {
                begin = index
            }
            others = []
            last = one.at
        }
        return producers[begin...].filter { $0.name.producer?.hash == producer }[...]
    }
}

extension PublishIdentity.Name {
    var key: IdentityHash? { if case .key(let hash) = self { hash } else { nil } }

    var producer: (hash: IdentityHash, epoch: UInt64, number: UInt64)? {
        if case .producer(let hash, let epoch, let number) = self { (hash, epoch, number) } else { nil }
    }
}
