import Base
import Broker
import LogFormat
import Node
import Simulation
import Testing

@Suite struct RetentionTests {
    /// A topic of which `count` messages, one a batch, are visible in partition 0.
    private func desk(_ retention: RetentionWish, count: Int) throws -> Desk {
        let desk = try Desk()
        _ = try desk.rig.namespace.changeTopic(desk.topic, TopicWish(retention: retention))
        try desk.rig.settle()
        let topic = try desk.rig.topic("events")
        for _ in 0..<count {
            try desk.rig.publish(to: topic)
            try desk.rig.settle()
        }
        return desk
    }

    private func change(_ desk: Desk, _ retention: RetentionWish) throws {
        let topic = try desk.rig.topic("events")
        _ = try desk.rig.namespace.changeTopic(topic, TopicWish(retention: retention))
        try desk.rig.settle()
    }

    @Test func `a limit by count keeps the newest`() throws {
        let desk = try desk(RetentionWish(count: .at(5)), count: 12)
        try desk.rig.keepHouse(for: 11)
        #expect(desk.topic.log(0).earliest == Offset(7))
        #expect(desk.topic.log(1).earliest == .zero)
    }

    @Test func `nothing goes while a topic is within its limits`() throws {
        let desk = try desk(
            RetentionWish(time: .at(.seconds(3600)), bytes: .at(1 << 20), count: .at(12)), count: 12)
        try desk.rig.keepHouse(for: 310)
        #expect(desk.topic.log(0).earliest == .zero)
    }

    @Test func `a shorter limit acts at once`() throws {
        let desk = try desk(RetentionWish(count: .at(10)), count: 10)
        try desk.rig.keepHouse(for: 11)
        #expect(desk.topic.log(0).earliest == .zero)
        try change(desk, RetentionWish(count: .at(3)))
        try desk.rig.keepHouse(for: 0)
        #expect(desk.topic.log(0).earliest == Offset(7))
    }

    @Test func `a limit by bytes keeps at least so many`() throws {
        let desk = try desk(RetentionWish(bytes: .at(1)), count: 30)
        let log = desk.topic.log(0)
        let before = log.bytes
        try desk.rig.keepHouse(for: 11)
        // Frames this near to each other are cut as one.
        #expect(log.earliest == .zero)
        #expect(before == 10 * 77 + 20 * 78)
        let topic = try desk.rig.topic("events")
        try desk.rig.publish(to: topic, bytes: 40_000)
        try desk.rig.publish(to: topic, bytes: 40_000)
        try desk.rig.settle()
        try desk.rig.keepHouse(for: 11)
        #expect(log.earliest == Offset(31))
        #expect(log.bytes < 41_000)
    }

    @Test func `a limit by time drops what is older, to the message`() throws {
        let desk = try desk(RetentionWish(), count: 3)
        desk.rig.scheduler.pass(nanoseconds: 60_000_000_000)
        try desk.publish(2)
        try desk.rig.settle()
        try change(desk, RetentionWish(time: .at(.seconds(30))))
        try desk.rig.keepHouse(for: 0)
        #expect(desk.topic.log(0).earliest == Offset(3))
        try desk.rig.keepHouse(for: 32)
        #expect(desk.topic.log(0).earliest == Offset(5))
        #expect(desk.topic.log(0).visibleEnd == Offset(5))
    }

    @Test func `moving the clock acts at once`() throws {
        let desk = try desk(RetentionWish(time: .at(.seconds(3600))), count: 4)
        try desk.rig.keepHouse(for: 0)
        _ = desk.rig.node.advanceClock(by: .seconds(7200))
        try desk.rig.keepHouse(for: 0)
        #expect(desk.topic.log(0).earliest == Offset(4))
    }

    @Test func `what is not durable stays`() throws {
        let desk = try desk(RetentionWish(count: .at(2)), count: 5)
        let topic = try desk.rig.topic("events")
        for _ in 0..<5 { try desk.rig.publish(to: topic) }
        desk.rig.scheduler.pass(nanoseconds: 11_000_000_000)
        for _ in 0..<20 {
            _ = desk.rig.opened.housekeeping.step()
            desk.rig.turn()
        }
        try desk.rig.restart(losingPower: true)
        let log = try desk.rig.topic("events").log(0)
        #expect(log.earliest <= Offset(3))
        #expect(log.visibleEnd >= Offset(5))
    }

    @Test func `a topic that is only compacted keeps what is over its limits`() throws {
        let desk = try desk(RetentionWish(count: .at(2)), count: 1)
        let topic = try desk.rig.topic("events")
        _ = try desk.rig.namespace.changeTopic(topic, TopicWish(cleanup: .compact))
        try desk.rig.settle()
        for _ in 0..<5 {
            try desk.rig.publish(to: try desk.rig.topic("events"), key: "k")
        }
        try desk.rig.settle()
        try desk.rig.keepHouse(for: 11)
        #expect(desk.topic.log(0).earliest == .zero)
    }

    @Test func `a topic that was deleted is looked at no more`() throws {
        let desk = try desk(RetentionWish(count: .at(2)), count: 5)
        let topic = try desk.rig.topic("events")
        _ = try desk.rig.namespace.deleteTopic(topic)
        try desk.rig.settle()
        try desk.rig.keepHouse(for: 11)
    }
}

extension NodeRig {
    /// The topic of this name as it stands now.
    func topic(_ name: String) throws -> Topic {
        try #require(namespace.topics().first { $0.name == name })
    }

    /// One message to partition 0, of `bytes` bytes of text.
    func publish(to topic: Topic, bytes: Int = 1, key: String? = nil) throws {
        let lead = key.map { "\"key\":\"\($0)\"," } ?? ""
        let text = "\(lead)\"text\":\"\(String(repeating: "a", count: bytes))\"}\n"
        _ = try result {
            try await text.withByteViewAsync { line in
                try await topic.publish(PublishBlock(partition: 0, count: 1, suffixes: line))
            }
        }
    }

    /// Lets `seconds` go by, a second at a time, and has housekeeping do all it finds to do.
    func keepHouse(for seconds: Int) throws {
        for second in 0...seconds {
            if second > 0 { scheduler.pass(nanoseconds: 1_000_000_000) }
            var isBusy = true
            while isBusy {
                switch opened.housekeeping.step() {
                case .worked: break
                case .waiting: try settle()
                case .idle: isBusy = false
                case .failed(let error), .ended(let error): throw error
                }
            }
        }
    }
}
