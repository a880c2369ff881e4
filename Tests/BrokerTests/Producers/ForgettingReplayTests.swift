import Base
import Broker
import LogFormat
import Testing

/// Forgetting producers while a snapshot is made of them.
struct ForgettingReplayTests {
    private let stage = Stage()

    init() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(
            .declareQueue(namespace: EntityID(0), name: "q", wish: QueueWish(), createOnly: true))
    }

    private func publish(_ producer: UInt64, number: UInt64) {
        let identity = PublishIdentity(
            name: .producer(IdentityHash(low: producer, high: producer), epoch: 0, number: number),
            fingerprint: 1, spread: PublishResult.Spread(partitions: 0, single: 0))
        stage.perform(
            .append(
                AppendCommand(
                    target: EntityID(1), version: 0,
                    first: AppendCommand.Block(log: LogID(0), count: 1, bytes: 1), identity: identity)))
        #expect(stage.decision.refusal == nil)
    }

    @Test func `who came before the producer that a snapshot found later is forgotten in replay as well`()
        throws
    {
        var taker = SnapshotTaker(stage)
        taker.takeSlice(of: stage, bytesMax: 1)
        publish(1, number: 0)
        publish(2, number: 0)
        // Both are forgotten, and the first begins anew before the snapshot comes to it.
        stage.now = stage.now + Limits.producerTime + Limits.forgettingInterval + .seconds(1)
        stage.tick()
        publish(1, number: 0)
        while !taker.isDone { taker.takeSlice(of: stage, bytesMax: 1) }
        #expect(try taker.restored(stage).text == stage.broker.text)
    }
}
