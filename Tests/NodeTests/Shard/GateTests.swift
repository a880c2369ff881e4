import Base
import Broker
import Node
import Simulation
import Testing

@Suite
struct GateTests {
    private let desk: Desk

    init() throws { desk = try Desk() }

    @Test func `a publish is held back until it is durable`() throws {
        let gate = try desk.publish().gate
        #expect(!gate.isOpen)
        try desk.rig.commit()
        #expect(gate.isOpen)
    }

    @Test func `counts wait for what they count`() throws {
        #expect(try desk.queue.counts().gate.isOpen)
        try desk.enqueue()
        let counts = try desk.queue.counts()
        #expect(counts.value.ready == 1)
        #expect(!counts.gate.isOpen)
        try desk.rig.commit()
        #expect(counts.gate.isOpen)
    }

    @Test func `a refusal waits for what it tells`() throws {
        let refused = #expect(throws: Refused.self) {
            _ = try desk.rig.namespace.declareTopic("new", TopicWish(), createOnly: true)
            _ = try desk.rig.namespace.declareTopic("new", TopicWish(), createOnly: true)
        }
        #expect(refused?.reason == .exists(.topic, "new"))
        #expect(refused?.gate?.isOpen == false)
        try desk.rig.commit()
        #expect(refused?.gate?.isOpen == true)
    }

    @Test func `a refusal changes nothing`() throws {
        let before = desk.rig.node.gateNow().sequence
        #expect(throws: Refused.self) {
            try desk.rig.namespace.changeTopic(desk.topic, TopicWish(partitions: 1))
        }
        #expect(desk.rig.node.gateNow().sequence == before)
        #expect(desk.topic.partitionCount == 2)
    }

    @Test func `loops are told after each advance`() throws {
        let before = desk.rig.releases[0]
        try desk.publish()
        try desk.rig.commit()
        #expect(desk.rig.releases[0] == before)
        desk.rig.turn()
        #expect(desk.rig.releases[0] == before + 1)
    }
}
