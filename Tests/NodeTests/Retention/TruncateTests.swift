import Base
import Broker
import Node
import Simulation
import Testing

@Suite struct TruncateTests {
    /// A topic of which `count` messages are visible in partition 0.
    private func desk(_ count: Int) throws -> Desk {
        let desk = try Desk()
        try desk.publish(count)
        try desk.rig.settle()
        return desk
    }

    private func cut(_ before: UInt64, partition: Int = 0) -> Truncation {
        Truncation(partition: partition, from: .zero, before: Offset(before))
    }

    private func read(_ log: LogView, from: UInt64, _ desk: Desk) throws -> Offset {
        try desk.rig.result { try await log.read(from: Offset(from), bytesMax: .max) { _ in true } }
    }

    @Test func `readers see the start move once that is durable`() throws {
        let desk = try desk(10)
        let log = desk.topic.log(0)
        let gate = try desk.topic.truncate([cut(4)])
        #expect(log.earliest == .zero)
        #expect(try read(log, from: 0, desk) == Offset(10))
        try desk.rig.settle()
        #expect(gate.isOpen)
        #expect(log.earliest == Offset(4))
        #expect(try read(log, from: 4, desk) == Offset(10))
        let refused = #expect(throws: Refused.self) { _ = try read(log, from: 3, desk) }
        #expect(refused?.reason == .belowRetention(earliest: Offset(4)))
    }

    @Test func `a log can be emptied, and goes on with the next offset`() throws {
        let desk = try desk(10)
        let log = desk.topic.log(0)
        _ = try desk.topic.truncate([cut(10)])
        try desk.rig.settle()
        #expect(try read(log, from: 10, desk) == Offset(10))
        try desk.publish(1)
        try desk.rig.settle()
        #expect(try read(log, from: 10, desk) == Offset(11))
        #expect(log.bytes > 0)
    }

    @Test func `what is not visible yet is not truncated`() throws {
        let desk = try desk(2)
        try desk.publish(3)
        let refused = #expect(throws: Refused.self) { _ = try desk.topic.truncate([cut(3)]) }
        #expect(refused?.reason == .pastEnd(latest: Offset(2)))
    }

    @Test func `all partitions are truncated, or none`() throws {
        let desk = try desk(10)
        #expect(throws: Refused.self) { _ = try desk.topic.truncate([cut(4), cut(1, partition: 1)]) }
        try desk.rig.settle()
        #expect(desk.topic.log(0).earliest == .zero)
    }

    @Test(arguments: [false, true])
    func `the start is where it was after a restart`(losingPower: Bool) throws {
        let desk = try desk(10)
        _ = try desk.topic.truncate([cut(7)])
        try desk.rig.settle()
        try desk.rig.restart(losingPower: losingPower)
        let topic = try #require(desk.rig.namespace.topics().first)
        #expect(topic.log(0).earliest == Offset(7))
        #expect(try read(topic.log(0), from: 7, desk) == Offset(10))
    }

    @Test func `a truncation that a crash took back never showed`() throws {
        let desk = try desk(10)
        _ = try desk.topic.truncate([cut(7)])
        let before = desk.topic.log(0).earliest
        try desk.rig.restart(losingPower: true)
        let topic = try #require(desk.rig.namespace.topics().first)
        #expect(topic.log(0).earliest == before)
    }
}
