import Base
import Broker
import LogFormat
import LogStore
import Node
import TestSupport

extension NodeSimulation {
    /// Lets all leases end, then receives and acknowledges whatever is left: each message once.
    func drainQueues() {
        guard let node = life.opened?.node else { return }
        endAllWaits(node)
        _ = node.advanceClock(by: .seconds(600))
        observeTickets(node)
        for queue in worlds(node).flatMap({ $0.queues() }) where failure == nil {
            guard let index = oracle.state.queue(queue.id) else { return fail("\(queue.name) is new") }
            let left = oracle.state.queues[index].unsettled
            trace.note("drain \(left) of \(queue.name)")
            do throws(Refused) { try drain(queue, index, left, node) } catch {
                if isForWantOfRoom(error) { return }
                fail("draining \(queue.name) was refused: \(error.reason)")
            }
        }
    }

    private func drain(_ queue: Queue, _ index: Int, _ left: Int, _ node: Node) throws(Refused) {
        var left = left
        while left > 0, failure == nil {
            let counts = try queue.counts().value
            if counts != QueueCounts(ready: left, leased: 0, oldest: counts.oldest) {
                return fail("\(queue.name) has \(counts) instead of \(left) ready ones")
            }
            let now = node.now()
            let lease = oracle.state.queues[index].settings.lease
            let received = try queue.receive(ReceiveRequest(max: 100))
            check(oracle.state.queues[index].grant(received.value, max: 100, lease: lease, now: now))
            let items = received.value.runs.flatMap { run in
                (0..<Int(run.count)).map {
                    SettleItem(offset: run.first + $0, generation: run.generation, verb: .ack)
                }
            }
            let settled = try queue.settle(items)
            check(oracle.state.queues[index].settle(items, settled.value, now: now))
            answer(settled.gate, "drained \(items.count) of \(queue.name)")
            if items.isEmpty { return fail("\(queue.name) does not give its last \(left)") }
            left -= items.count
        }
    }
}
