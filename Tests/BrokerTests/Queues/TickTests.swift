import Base
import Broker
import LogFormat
import Testing

struct TickTests {
    private let stage = Stage()

    /// Queues with ids from 1, each with leases of a second and `count` messages handed out in tens.
    private func lease(_ count: Int, in queues: Int) {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        let wish = QueueWish(lease: Interval.seconds(1))
        for queue in 1...UInt32(queues) {
            stage.perform(
                .declareQueue(namespace: EntityID(0), name: "q\(queue)", wish: wish, createOnly: true))
            let block = AppendCommand.Block(log: LogID(queue - 1), count: UInt32(count), bytes: count)
            stage.perform(.append(AppendCommand(target: EntityID(queue), version: 0, first: block)))
            for _ in 0..<(count / 10) {
                stage.perform(.receive(ReceiveCommand(queue: EntityID(queue), max: 10)))
            }
        }
    }

    @Test func `nothing is due without leases`() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        #expect(stage.broker.nextDeadline == nil)
    }

    @Test func `one call takes no more than its share, the next the rest`() {
        lease(Limits.tickMessagesMax / 2, in: 5)
        stage.now = stage.now + Interval.seconds(1)
        var most = 0
        let calls = stage.tick {
            let taken = self.stage.decision.runs.reduce(0) { $0 + Int($1.count) }
            most = max(most, taken)
        }
        #expect(calls >= 3)
        #expect(most <= Limits.tickMessagesMax + Limits.receiveMessagesMax)
        for queue in 1...UInt32(5) { #expect(stage.broker.counts(of: EntityID(queue))?.leased == 0) }
        #expect(stage.broker.nextDeadline == nil)
    }

    @Test func `queues take turns by their deadlines`() {
        lease(10, in: 3)
        let items = (0..<10).map { SettleItem(offset: Offset($0), generation: 1, verb: .ack) }
        stage.perform(.settle(SettleCommand(queue: EntityID(1), items: items)))
        stage.now = stage.now + Interval(milliseconds: 999)
        #expect(stage.tick() == 0)
        stage.now = stage.now + Interval(milliseconds: 1)
        var expired: [EntityID] = []
        stage.tick {
            for case .settled(let event) in self.stage.decision.events { expired.append(event.queue) }
        }
        #expect(expired == [EntityID(2), EntityID(3)])
    }

    @Test func `a deleted queue has no deadline`() {
        lease(10, in: 1)
        stage.perform(.deleteQueue(EntityID(1)))
        #expect(stage.broker.nextDeadline == nil)
    }

    @Test func `many lengths of lease end each at its time`() throws {
        lease(0, in: 1)
        let block = AppendCommand.Block(log: LogID(0), count: 100, bytes: 100)
        stage.perform(.append(AppendCommand(target: EntityID(1), version: 0, first: block)))
        for length in 1...100 {
            let lease = Interval(milliseconds: Int64((length * 37) % 101))
            stage.perform(.receive(ReceiveCommand(queue: EntityID(1), max: 1, lease: lease)))
        }
        for passed in 1...100 {
            stage.now = Instant(milliseconds: Int64(1000 + passed))
            stage.tick()
            #expect(stage.broker.counts(of: EntityID(1))?.leased == 100 - passed)
        }
        try stage.restart()
    }
}
