internal import Base
internal import LogFormat

/// One producer as one topic or queue knows it: where it stands, and what came of its latest publishes.
final class Producer {
    /// What came of one publish.
    struct Outcome {
        let fingerprint: UInt64
        let result: PublishResult

        var cost: Int { Self.cost(of: result) }

        static func cost(of result: PublishResult) -> Int { 96 + 16 * result.rest.count }
    }

    let hash: IdentityHash
    let target: EntityID
    private(set) var epoch: UInt64
    /// Number of its latest publish.
    private(set) var number: UInt64
    private(set) var heardAt: Instant
    /// Of its latest publishes, whose numbers follow each other and end with `number`.
    private(set) var outcomes: [Outcome]
    var mark = EventMark()

    // Places plus one in `Producers`; 0 is none.
    var olderPlace: UInt32 = 0
    var newerPlace: UInt32 = 0
    /// The next of its bucket.
    var nextPlace: UInt32 = 0

    init(_ event: ProducerAdvanced) {
        hash = event.hash
        target = event.target
        epoch = event.epoch
        number = event.number
        heardAt = event.advancedAt
        outcomes = [Outcome(fingerprint: event.fingerprint, result: event.result)]
    }

    init(
        hash: IdentityHash, target: EntityID, epoch: UInt64, number: UInt64, heardAt: Instant,
        outcomes: [Outcome]
    ) {
        self.hash = hash
        self.target = target
        self.epoch = epoch
        self.number = number
        self.heardAt = heardAt
        self.outcomes = outcomes
    }

    private static let ownCost = 192

    /// Bytes that it counts as.
    var cost: Int { outcomes.reduce(Self.ownCost) { $0 + $1.cost } }

    /// Bytes that one counts as of whom nothing but this is known.
    static func cost(of event: ProducerAdvanced) -> Int { ownCost + Outcome.cost(of: event.result) }

    /// What `event` would add to that, when `outcomeMax` outcomes are remembered.
    func growth(by event: ProducerAdvanced, outcomeMax: Int) -> Int {
        let added = Outcome.cost(of: event.result)
        guard event.epoch == epoch else { return added - (cost - Self.ownCost) }
        return outcomes.count < outcomeMax ? added : added - (outcomes.first?.cost ?? 0)
    }

    func advance(_ event: ProducerAdvanced, outcomeMax: Int) {
        if event.epoch != epoch { outcomes.removeAll(keepingCapacity: true) }
        if outcomes.count >= outcomeMax { outcomes.removeFirst() }
        outcomes.append(Outcome(fingerprint: event.fingerprint, result: event.result))
        epoch = event.epoch
        number = event.number
        heardAt = event.advancedAt
    }

    /// What a publish with this epoch and number is.
    func judge(epoch wished: UInt64, number wanted: UInt64, fingerprint: UInt64) -> RepeatJudgement {
        if wished > epoch { return .fresh }
        if wished < epoch { return .refused(.staleProducer(epoch: epoch)) }
        if wanted == number + 1 { return .fresh }
        if wanted > number { return .refused(.producerGap(expected: number + 1, received: wanted)) }
        let age = number - wanted
        guard age < UInt64(outcomes.count) else { return .refused(.producerResultForgotten(latest: number)) }
        let outcome = outcomes[outcomes.count - 1 - Int(age)]
        guard outcome.fingerprint == fingerprint else { return .refused(.producerNumberReused) }
        return .repeated(outcome.result)
    }
}
