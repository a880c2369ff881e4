import Base
import Broker
import LogFormat
import TestSupport
import Testing

/// What a queue remembers when many messages pass one that nobody settles.
struct PassingTests {
    @Test(arguments: [nil, 1 << 40])
    func `a message that nobody settles costs a page, however many pass it`(bytesMax: Int?) {
        let stage = Stage()
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        var wish = QueueWish(lease: .seconds(40_000))
        wish.bytesMax = bytesMax.map { .at($0) } ?? .asIs
        stage.perform(.declareQueue(namespace: EntityID(0), name: "q", wish: wish, createOnly: true))
        var sizes: [Int] = []
        for round in 0..<60 {
            let block = AppendCommand.Block(log: LogID(0), count: 4096, bytes: 4096 * (round % 7 + 1))
            stage.perform(.append(AppendCommand(target: EntityID(1), version: 0, first: block)))
            for _ in 0..<8 { stage.perform(.receive(ReceiveCommand(queue: EntityID(1), max: 512))) }
            // The first one of all stays in hand.
            let first = UInt64(round) * 4096
            let items = (max(1, first)..<first + 4096).map {
                SettleItem(offset: Offset($0), generation: 1, verb: .ack)
            }
            stage.perform(.settle(SettleCommand(queue: EntityID(1), items: items)))
            stage.now = stage.now + .seconds(60)
            if round % 30 == 29 { sizes.append(size(of: stage)) }
        }
        let counts = stage.broker.counts(of: EntityID(1))
        #expect(counts?.leased == 1 && counts?.ready == 0)
        #expect(sizes[1] <= sizes[0] + 256, "\(sizes)")
        #expect(sizes[1] < 32 * 1024)
    }

    private func size(of stage: Stage) -> Int {
        var taker = SnapshotTaker(stage)
        while !taker.isDone { taker.takeSlice(of: stage, bytesMax: 1 << 20) }
        return taker.slices.reduce(0) { $0 + $1.count }
    }
}
