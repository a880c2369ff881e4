import Base
import Node
import Simulation
import Testing

@Suite
struct WatchTests {
    private let desk: Desk
    private let log: LogView
    private let woken = Counter()

    init() throws {
        desk = try Desk()
        log = desk.topic.log(0)
    }

    private func watch(from offset: UInt64) -> WatchToken {
        log.watch(from: Offset(offset), loop: 0) { [woken] in woken.add() }
    }

    @Test func `a watch wakes once its message is durable, not before`() throws {
        _ = watch(from: 0)
        try desk.publish()
        desk.rig.turn()
        #expect(woken.count == 0)
        try desk.rig.settle()
        #expect(woken.count == 1)
        try desk.publish()
        try desk.rig.settle()
        #expect(woken.count == 1)
    }

    @Test func `a watch of what is there wakes at once, but not inside the call`() throws {
        try desk.publish()
        try desk.rig.settle()
        _ = watch(from: 0)
        #expect(woken.count == 0)
        desk.rig.turn()
        #expect(woken.count == 1)
    }

    @Test func `a watch set between an append and its sync is woken by that sync`() throws {
        try desk.publish()
        _ = watch(from: 0)
        desk.rig.turn()
        #expect(woken.count == 0)
        try desk.rig.settle()
        #expect(woken.count == 1)
    }

    @Test func `a watch set between a sync and its news is woken`() throws {
        try desk.publish()
        try desk.rig.commit()
        _ = watch(from: 0)
        desk.rig.turn()
        #expect(woken.count == 1)
    }

    @Test func `a watch sleeps through messages before its offset`() throws {
        _ = watch(from: 3)
        try desk.publish(3)
        try desk.rig.settle()
        #expect(woken.count == 0)
        try desk.publish()
        try desk.rig.settle()
        #expect(woken.count == 1)
    }

    @Test func `a watch that was taken back is not woken`() throws {
        let token = watch(from: 0)
        #expect(log.unwatch(token))
        #expect(!log.unwatch(token))
        try desk.publish()
        try desk.rig.settle()
        #expect(woken.count == 0)
    }

    @Test func `the end of a topic wakes who watches it, and who comes later`() throws {
        _ = watch(from: 0)
        _ = try desk.rig.namespace.deleteTopic(desk.topic)
        desk.rig.turn()
        #expect(woken.count == 0)
        try desk.rig.settle()
        #expect(woken.count == 1)
        _ = watch(from: 0)
        desk.rig.turn()
        #expect(woken.count == 2)
    }

    @Test func `other logs wake nobody`() throws {
        _ = watch(from: 0)
        try desk.publish(partition: 1)
        try desk.enqueue()
        try desk.rig.settle()
        #expect(woken.count == 0)
    }
}
