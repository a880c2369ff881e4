import Base
import Broker
import LogFormat
import Testing

/// How long a queue remembers what was settled, and what that costs.
struct ReceiptTests {
    private let stage = Stage()
    private let queue = EntityID(1)

    init() {
        stage.perform(.openShard(tokenKey: SipHash.Key(low: 1, high: 2)))
        stage.perform(.declareQueue(namespace: EntityID(0), name: "q", wish: QueueWish(), createOnly: true))
    }

    private func publish(_ count: Int) {
        let block = AppendCommand.Block(log: LogID(0), count: UInt32(count), bytes: count)
        stage.perform(.append(AppendCommand(target: queue, version: 0, first: block)))
    }

    /// Publishes, receives and acknowledges a whole page; returns its first offset.
    private func fillPage(leaving open: Set<UInt64> = []) {
        publish(4096)
        for _ in 0..<5 {
            stage.perform(.receive(ReceiveCommand(queue: queue, max: 1000)))
            guard case .received(let leases) = stage.decision.reply else { return }
            let items = stage.decision.runs[leases.runs].flatMap { run in
                (0..<UInt64(run.count)).map { run.first.rawValue + $0 }
            }
            settle(items.filter { !open.contains($0) })
        }
    }

    private func settle(_ offsets: [UInt64], _ verb: SettleVerb = .ack, generation: UInt32 = 1) {
        let items = offsets.map { SettleItem(offset: Offset($0), generation: generation, verb: verb) }
        stage.perform(.settle(SettleCommand(queue: queue, items: items)))
    }

    @Test func `a page that is settled still knows its receipts, also after a restart`() throws {
        fillPage()
        settle([0, 4095])
        #expect(stage.decision.outcomes == [.alreadyAcked, .alreadyAcked])
        #expect(stage.decision.events.isEmpty)
        try stage.restart()
        settle([0, 4095], generation: 2)
        #expect(stage.decision.outcomes == [.lost, .lost])
        settle([17])
        #expect(stage.decision.outcomes == [.alreadyAcked])
    }

    @Test func `receipts go after ten minutes`() {
        fillPage()
        stage.now = stage.now + Limits.receiptTime + Interval(milliseconds: 1)
        settle([0])
        #expect(stage.decision.outcomes == [.alreadyAcked])
        // The next page that is done with takes old receipts along.
        fillPage()
        settle([0, 4096])
        #expect(stage.decision.outcomes == [.lost, .alreadyAcked])
    }

    @Test func `pages that are not alike are remembered up to a bound`() {
        for page in 0...Limits.receiptMixedPagesMax {
            let odd = UInt64(page) * 4096 + 5
            fillPage(leaving: [odd])
            settle([odd], .nack(failed: true))
            stage.perform(.receive(ReceiveCommand(queue: queue, max: 1)))
            settle([odd], generation: 2)
            #expect(stage.decision.outcomes == [.acked])
        }
        settle([0, 4096])
        #expect(stage.decision.outcomes == [.lost, .alreadyAcked])
        settle([4096 + 5], generation: 2)
        #expect(stage.decision.outcomes == [.alreadyAcked])
        settle([4096 + 5], .nack(failed: true))
        #expect(stage.decision.outcomes == [.alreadyNacked])
    }

    @Test func `one open message does not keep later pages`() throws {
        fillPage(leaving: [3])
        for _ in 0..<3 { fillPage() }
        #expect(stage.broker.counts(of: queue) == QueueCounts(ready: 0, leased: 1, oldest: Offset(3)))
        #expect(stage.broker.text.contains("- page 1 uniform"))
        settle([3])
        #expect(stage.broker.counts(of: queue)?.oldest == nil)
        try stage.restart()
    }

    @Test func `a purge in the midst of a page goes on in it`() throws {
        publish(10)
        stage.perform(.purge(queue))
        publish(2)
        stage.perform(.receive(ReceiveCommand(queue: queue, max: 10)))
        settle([9, 10])
        #expect(stage.decision.outcomes == [.lost, .acked])
        try stage.restart()
        #expect(stage.broker.counts(of: queue) == QueueCounts(ready: 0, leased: 1, oldest: Offset(11)))
    }

    @Test func `a purge far beyond still knows what was acknowledged before`() throws {
        fillPage()
        publish(4096 * (Limits.receiptPagesMax + 10))
        stage.perform(.purge(queue))
        settle([0])
        #expect(stage.decision.outcomes == [.alreadyAcked])
        publish(1)
        stage.perform(.receive(ReceiveCommand(queue: queue, max: 1)))
        try stage.restart()
        #expect(stage.broker.counts(of: queue)?.leased == 1)
    }
}
