import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// Which messages of a log are kept.
struct RetainedTests {
    private let stage = Stage()
    private let queue = EntityID(1)
    private let log = LogID(0)

    init() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(
            .declareQueue(namespace: EntityID(0), name: "jobs", wish: QueueWish(), createOnly: true))
    }

    private func publish(_ count: Int) {
        stage.perform(
            .append(
                AppendCommand(
                    target: queue, version: 0,
                    first: AppendCommand.Block(log: log, count: UInt32(count), bytes: count))))
    }

    private func settle(_ offsets: [UInt64]) {
        let items = offsets.map { SettleItem(offset: Offset($0), generation: 1, verb: .ack) }
        stage.perform(.settle(SettleCommand(queue: queue, items: items)))
    }

    /// All that is kept of a range, asked for in steps.
    private func kept(_ range: Range<UInt64>, rangesMax: Int = 100, log: LogID? = nil) -> [Range<UInt64>] {
        var found: [Range<Offset>] = []
        var next = Offset(range.lowerBound)
        let end = Offset(range.upperBound)
        while next < end {
            var some: [Range<Offset>] = []
            let behind = stage.broker.retained(
                log ?? self.log, in: next..<end, rangesMax: rangesMax, into: &some)
            #expect(some.count <= rangesMax && behind > next)
            found += some
            next = behind
        }
        return found.map { $0.lowerBound.rawValue..<$0.upperBound.rawValue }
    }

    @Test func `what is settled is not kept, what was never handed out is`() {
        publish(20)
        stage.perform(.receive(ReceiveCommand(queue: queue, max: 10)))
        settle([0, 1, 4, 5, 9])
        #expect(kept(0..<20) == [2..<4, 6..<9, 10..<20])
        #expect(kept(3..<7) == [3..<4, 6..<7])
        #expect(kept(0..<20, rangesMax: 1) == [2..<4, 6..<9, 10..<20])
        #expect(kept(0..<2) == [])
        stage.perform(.purge(queue))
        #expect(kept(0..<20) == [])
    }

    @Test(arguments: Seed.first(20))
    func `over many pages it is what was not acknowledged`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let count = 4096 * 25
        publish(count)
        for _ in 0..<(count / 1000) { stage.perform(.receive(ReceiveCommand(queue: queue, max: 1000))) }
        let taken = UInt64(count / 1000 * 1000)
        var open = Set<UInt64>()
        for _ in 0..<60 { open.insert(UInt64.random(in: 0..<taken, using: &random)) }
        for start in stride(from: UInt64(0), to: taken, by: 10_000) {
            settle((start..<min(start + 10_000, taken)).filter { !open.contains($0) })
        }
        let ranges = kept(0..<UInt64(count), rangesMax: 7)
        let offsets = ranges.flatMap { Array($0) }
        #expect(offsets == (open.sorted() + Array(taken..<UInt64(count))))
    }

    @Test func `of a topic all is kept from its start on, and nothing of a log that is gone`() {
        stage.perform(
            .declareTopic(namespace: EntityID(0), name: "t", wish: TopicWish(), createOnly: true))
        #expect(kept(0..<9, log: LogID(1)) == [0..<9])
        #expect(kept(0..<9, log: LogID(7)) == [])
    }
}
