import Base
import Broker
import LogFormat
import Node
import Simulation
import TestSupport
import Testing

/// Schedules in a node: on time, once, through crashes.
@Suite struct FiringTests {
    private let desk: Desk

    init() throws { desk = try Desk() }

    private func wish(_ timing: ScheduleWish.Timing, _ target: ScheduleTarget = .queue("mail"))
        -> ScheduleWish
    {
        var wish = ScheduleWish()
        wish.timing = timing
        wish.target = target
        wish.message = ScheduledMessage(line: Array("\"key\":\"k\",\"value\":1}\n".utf8))
        return wish
    }

    @discardableResult
    private func declare(_ name: String, _ wish: ScheduleWish) throws -> ScheduleStatus {
        let namespace = desk.rig.namespace
        return try desk.rig.result { try await namespace.declareSchedule(name, wish).value.value }
    }

    private func ready() throws -> Int {
        let queue = try #require("mail".withByteView { desk.rig.namespace.queue($0) })
        return try queue.counts().value.ready
    }

    private func advance(_ seconds: Int64) throws {
        _ = desk.rig.node.advanceClock(by: .seconds(seconds))
        try desk.rig.settle()
    }

    @Test func `a message comes at its time, and once`() throws {
        let now = desk.rig.node.now()
        try declare("once", wish(.at(now + .seconds(100))))
        try advance(99)
        #expect(try ready() == 0)
        try advance(2)
        #expect(try ready() == 1)
        try advance(1000)
        #expect(try ready() == 1)
        try declare("once", wish(.at(now + .seconds(100))))
        try advance(1)
        #expect(try ready() == 1)
        #expect(try desk.rig.namespace.schedule("once").value.finishedAt != nil)
    }

    @Test func `every so often goes on after a restart, and what was missed is one run`() throws {
        try declare("often", wish(.every(.seconds(10))))
        try advance(10)
        #expect(try ready() == 1)
        try desk.rig.restart(losingPower: true)
        try advance(35)
        #expect(try ready() == 2)
        try advance(5)
        #expect(try ready() == 3)
        #expect(try desk.rig.namespace.schedule("often").value.missed == 2)
    }

    @Test func `a crash takes back a run and its message, or neither`() throws {
        try declare("often", wish(.every(.seconds(10))))
        try desk.rig.settle()
        for _ in 0..<5 {
            // Applied, and maybe not on disk.
            _ = desk.rig.node.advanceClock(by: .seconds(10))
            try desk.rig.restart(losingPower: true)
            let status = try desk.rig.namespace.schedule("often").value
            #expect(try ready() == Int(status.runs))
        }
    }

    @Test func `the partition is that of the key`() throws {
        try declare("keyed", wish(.every(.seconds(1)), .topic("events")))
        for _ in 0..<3 { try advance(1) }
        let topic = try #require("events".withByteView { desk.rig.namespace.topic($0) })
        let partition = "k".withByteView { Partitioner.partition(of: $0, among: 2) }
        #expect(topic.log(partition).visibleEnd == Offset(3))
        #expect(topic.log(1 - partition).visibleEnd == .zero)
    }

    /// An exchange that sends to the queue `mail` and the topic `events`.
    private func declareExchange() throws {
        let namespace = desk.rig.namespace
        let exchange = try namespace.declareExchange("news", ExchangeWish(type: .fanout)).value.value
        for target in [BindingTarget(.queue, "mail"), BindingTarget(.topic, "events")] {
            _ = try exchange.bind("to-\(target.name)", BindingWish(target: target))
        }
    }

    @Test func `through an exchange a crash takes back a run and all its copies, or nothing`() throws {
        try declareExchange()
        try declare("often", wish(.every(.seconds(10)), .exchange("news", routingKey: "a")))
        try desk.rig.settle()
        for _ in 0..<5 {
            _ = desk.rig.node.advanceClock(by: .seconds(10))
            try desk.rig.restart(losingPower: true)
            let runs = Int(try desk.rig.namespace.schedule("often").value.runs)
            let topic = try #require("events".withByteView { desk.rig.namespace.topic($0) })
            #expect(try ready() == runs)
            #expect((0..<2).reduce(0) { $0 + Int(topic.log($1).visibleEnd.rawValue) } == runs)
        }
        try advance(10)
        #expect(try ready() > 0)
    }

    @Test func `bindings are those of the run, and what no binding takes is a run all the same`() throws {
        try declareExchange()
        try declare("often", wish(.every(.seconds(10)), .exchange("news", routingKey: "")))
        try advance(10)
        #expect(try ready() == 1)
        let exchange = try #require(desk.rig.namespace.exchange(named: "news"))
        for binding in exchange.bindings() { _ = try exchange.unbind(binding.name) }
        try advance(10)
        #expect(try ready() == 1)
        #expect(try desk.rig.namespace.schedule("often").value.runs == 2)
        #expect(exchange.counters.unroutable == 1)
        _ = try desk.rig.namespace.deleteExchange(exchange)
        try advance(10)
        let waiting = try desk.rig.namespace.schedule("often").value
        #expect(waiting.trouble == .notFound(.exchange, "news") && waiting.runs == 2)
    }

    @Test func `a message that is to wait does not reach a topic`() throws {
        try declareExchange()
        var late = wish(.every(.seconds(10)), .exchange("news", routingKey: ""))
        late.message?.delay = .seconds(5)
        try declare("late", late)
        try advance(10)
        #expect(try desk.rig.namespace.schedule("late").value.trouble == .holdsNothingBack("events"))
        #expect(try ready() == 0)
        let exchange = try #require(desk.rig.namespace.exchange(named: "news"))
        _ = try exchange.unbind("to-events")
        try advance(1)
        #expect(try desk.rig.namespace.schedule("late").value.runs == 1)
        try advance(5)
        #expect(try ready() == 1)
    }

    @Test func `what has no target waits for it`() throws {
        try declare("patient", wish(.every(.seconds(10))))
        let queue = try #require("mail".withByteView { desk.rig.namespace.queue($0) })
        _ = try desk.rig.namespace.deleteQueue(queue)
        try advance(10)
        let waiting = try desk.rig.namespace.schedule("patient").value
        #expect(waiting.trouble == .notFound(.queue, "mail") && waiting.runs == 0)
        _ = try desk.rig.namespace.declareQueue("mail", QueueWish())
        try advance(1)
        #expect(try ready() == 1)
        #expect(try desk.rig.namespace.schedule("patient").value.trouble == nil)
    }

    @Test func `a zone that nobody knows is refused`() throws {
        #expect(throws: Refused.self) { try declare("far", wish(.cron("0 0 * * *", zone: "Mars/Olympus"))) }
        #expect(throws: Refused.self) { try declare("far", wish(.cron("0 0 * * *", zone: "../etc/passwd"))) }
        try declare("near", wish(.cron("0 0 * * *", zone: "UTC")))
    }

    @Test func `a list goes by the next run, page by page`() throws {
        let now = desk.rig.node.now()
        for number in 0..<7 { try declare("s\(number)", wish(.at(now + .seconds(Int64(100 - number))))) }
        _ = try desk.rig.namespace.pauseSchedule("s6")
        var names: [String] = []
        var place: SchedulePlace?
        repeat {
            let page = desk.rig.namespace.schedules(behind: place, max: 3).value
            names += page.schedules.map(\.name)
            place = page.next
        } while place != nil
        #expect(names == ["s5", "s4", "s3", "s2", "s1", "s0", "s6"])
    }

    @Test func `by hand it is sent at once`() throws {
        try declare("often", wish(.every(.seconds(10))))
        let next = try desk.rig.namespace.runSchedule("often").value.status?.next
        #expect(try ready() == 1)
        #expect(try desk.rig.namespace.schedule("often").value.next == next)
        try declare("once", wish(.at(desk.rig.node.now() + .seconds(10))))
        _ = try desk.rig.namespace.runSchedule("once")
        #expect(throws: Refused.self) { try desk.rig.namespace.runSchedule("once") }
        try advance(11)
        #expect(try ready() == 3)
    }
}
