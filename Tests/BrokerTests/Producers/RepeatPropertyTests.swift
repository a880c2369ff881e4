import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Random publishes with keys and producers, many of them repeated, against a slow oracle.
struct RepeatPropertyTests {
    @Test(arguments: Seed.first(150))
    func `a publish is carried out once, and answered alike as long as it is remembered`(seed: Seed) throws {
        var run = RepeatRun(seed: seed)
        for _ in 0..<150 { try run.step() }
        try run.stage.restart()
    }
}

/// One seeded run over one topic of three partitions.
private struct RepeatRun {
    let stage: Stage
    private var oracle: RepeatOracle
    private var random: SplitMix64
    private var asked: [PublishIdentity] = []
    private var ends: [UInt64] = [0, 0, 0]

    init(seed: Seed) {
        random = SplitMix64(seed: seed.value)
        var bounds = RepeatBounds()
        bounds.keys = Int.random(in: 1...30, using: &random)
        bounds.producers = Int.random(in: 1...6, using: &random)
        bounds.producerResults = Int.random(in: 1...4, using: &random)
        bounds.keyTime = .seconds(300)
        bounds.producerTime = .seconds(900)
        stage = Stage(repeats: bounds)
        oracle = RepeatOracle(bounds: bounds)
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(
            .declareTopic(
                namespace: EntityID(0), name: "t", wish: TopicWish(partitions: 3), createOnly: true))
    }

    mutating func step() throws {
        switch UInt.random(in: 0..<20, using: &random) {
        case 0:
            let jump = [1, 60, 250, 700].randomElement(using: &random) ?? 0
            stage.now = stage.now + .seconds(Int64(jump))
            stage.tick()
        case 1: try stage.restart()
        default: publish(identity())
        }
    }

    /// One that was sent before, the next of a producer, or something with a number out of order.
    private mutating func identity() -> PublishIdentity {
        if let known = asked.randomElement(using: &random), Bool.random(using: &random) {
            var again = known
            if UInt.random(in: 0..<8, using: &random) == 0 { again.fingerprint += 1 }
            return again
        }
        let high = UInt64.random(in: 0..<9, using: &random)
        let hash = IdentityHash(low: high % 2, high: high)
        let name: PublishIdentity.Name
        if Bool.random(using: &random) {
            name = .key(IdentityHash(low: 5, high: UInt64.random(in: 0..<60, using: &random)))
        } else {
            let last = asked.last { $0.name.producer?.hash == hash }?.name.producer
            let jumps = UInt.random(in: 0..<10, using: &random) == 0
            name = .producer(
                hash, epoch: (last?.epoch ?? 1) + (jumps ? UInt64.random(in: 0...1, using: &random) : 0),
                number: (last?.number ?? 7) + 1 + (jumps ? UInt64.random(in: 0...2, using: &random) : 0))
        }
        return PublishIdentity(
            name: name, fingerprint: UInt64.random(in: 0...1, using: &random),
            spread: PublishResult.Spread(partitions: 3, single: 2))
    }

    private mutating func publish(_ identity: PublishIdentity) {
        let (one, other) = (Int.random(in: 0..<3, using: &random), Int.random(in: 0..<3, using: &random))
        let blocks = (one == other ? [one] : [one, other]).map { partition in
            AppendCommand.Block(log: LogID(UInt32(partition)), count: 2, bytes: 10)
        }
        let verdict = oracle.judge(identity, now: stage.now)
        stage.perform(
            .append(
                AppendCommand(
                    target: EntityID(1), version: 0, first: blocks[0], rest: Array(blocks.dropFirst()),
                    identity: identity, ack: .none)))
        switch verdict {
        case .fresh:
            let stretches = blocks.map { block in
                let partition = Int(block.log.rawValue)
                defer { ends[partition] += 2 }
                return PublishResult.Stretch(
                    partition: UInt32(partition), count: 2, first: Offset(ends[partition]))
            }
            #expect(stage.decision.reply == .appended(timestamp: stage.now))
            let result = PublishResult(
                timestamp: stage.now, ack: .none, spread: identity.spread, first: stretches[0],
                rest: Array(stretches.dropFirst()))
            oracle.note(identity, at: stage.now, result)
            asked.append(identity)
        case .repeated(let result):
            #expect(stage.decision.reply == .repeated(result))
            #expect(stage.decision.events.isEmpty)
        case .refused(let error):
            #expect(stage.decision.refusal == error)
            #expect(stage.decision.events.isEmpty)
        }
    }
}
