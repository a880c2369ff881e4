import Base
import Broker
import LogFormat
import Node
import Simulation
import Testing

@Suite
struct TicketTests {
    private let desk: Desk
    private let woken = Counter()

    init() throws { desk = try Desk() }

    private func park(_ request: ReceiveRequest = ReceiveRequest()) throws -> ReceiveTicket {
        let (received, ticket) = try desk.queue.receiveOrPark(request, loop: 0) { [woken] in woken.add() }
        #expect(received.value.isEmpty)
        return try #require(ticket)
    }

    @Test func `a receiver that finds a message does not park`() throws {
        try desk.enqueue()
        let (received, ticket) = try desk.queue.receiveOrPark(ReceiveRequest(), loop: 0) {}
        #expect(received.value.count == 1)
        #expect(ticket == nil)
    }

    @Test func `a parked receiver is woken once its message is durable`() throws {
        let ticket = try park()
        try desk.enqueue()
        desk.rig.turn()
        #expect(woken.count == 0)
        try desk.rig.settle()
        #expect(woken.count == 1)
        let granted = try #require(try desk.queue.collect(ticket))
        #expect(granted.gate.isOpen)
        #expect(granted.value.runs == [SlotRun(first: .zero, count: 1, generation: 1)])
    }

    @Test func `a ticket is collected once`() throws {
        let ticket = try park()
        #expect(try desk.queue.collect(ticket) == nil)
        try desk.enqueue()
        #expect(try desk.queue.collect(ticket) != nil)
        #expect(try desk.queue.collect(ticket) == nil)
    }

    @Test func `who stops waiting gets nothing and is granted nothing`() throws {
        let ticket = try park()
        #expect(try desk.queue.stopWaiting(ticket) == nil)
        try desk.enqueue()
        try desk.rig.settle()
        #expect(woken.count == 0)
        #expect(try desk.queue.counts().value == QueueCounts(ready: 1, leased: 0, oldest: .zero))
    }

    @Test func `who stops waiting too late gets what it was granted`() throws {
        let ticket = try park()
        try desk.enqueue()
        #expect(try desk.queue.stopWaiting(ticket)?.value.count == 1)
        #expect(try desk.queue.counts().value.leased == 1)
    }

    @Test func `who is gone hands back what it was granted, without blame`() throws {
        let ticket = try park(ReceiveRequest(max: 5))
        try desk.enqueue(3)
        #expect(try desk.queue.counts().value.leased == 3)
        desk.queue.abandon(ticket)
        #expect(try desk.queue.counts().value == QueueCounts(ready: 3, leased: 0, oldest: .zero))
        let again = try desk.queue.receive(ReceiveRequest(max: 5)).value
        #expect(again.runs == [SlotRun(first: .zero, count: 3, generation: 2, failures: 0)])
    }

    @Test func `the end of a queue ends the wait`() throws {
        let ticket = try park()
        _ = try desk.rig.namespace.deleteQueue(desk.queue)
        try desk.rig.settle()
        #expect(woken.count == 1)
        #expect(throws: Refused.self) { _ = try desk.queue.collect(ticket) }
    }

    @Test func `the same attempt again takes the place of the one that waits`() throws {
        let first = try park(ReceiveRequest(attempt: "one"))
        let second = try park(ReceiveRequest(attempt: "one"))
        #expect(try desk.queue.collect(first)?.value.isEmpty == true)
        try desk.enqueue()
        #expect(try desk.queue.collect(second)?.value.count == 1)
    }

    @Test func `the one whose place was taken is woken though nothing was written`() throws {
        _ = try park(ReceiveRequest(attempt: "one"))
        try desk.rig.settle()
        _ = try desk.queue.receive(ReceiveRequest(attempt: "one"))
        desk.rig.turn()
        #expect(woken.count == 1)
    }

    @Test func `a lease that runs out serves who waits`() throws {
        try desk.enqueue()
        _ = try desk.queue.receive(ReceiveRequest(lease: .seconds(10)))
        let ticket = try park()
        try desk.rig.settle()
        for _ in 0..<12 {
            desk.rig.scheduler.pass(nanoseconds: 1_000_000_000)
            desk.rig.turn()
        }
        try desk.rig.settle()
        #expect(woken.count == 1)
        #expect(try desk.queue.collect(ticket)?.value.runs.first?.failures == 1)
    }

    @Test func `the virtual clock ends leases at once`() throws {
        try desk.enqueue()
        _ = try desk.queue.receive(ReceiveRequest(lease: .seconds(3_600)))
        _ = desk.rig.node.advanceClock(by: .seconds(3_599))
        #expect(try desk.queue.counts().value.leased == 1)
        _ = desk.rig.node.advanceClock(by: .seconds(1))
        #expect(try desk.queue.counts().value.ready == 1)
    }
}
