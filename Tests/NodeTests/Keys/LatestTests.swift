import Base
import Broker
import LogFormat
import Node
import Simulation
import Testing

@Suite struct LatestTests {
    @Test func `the latest message of a key is found, a tombstone too`() throws {
        let desk = try KeyDesk()
        try desk.publish(.init("a", 1), .init("b", 2), .init("a", 3))
        try desk.publish(.init("b", nil))
        try desk.rig.settle()
        #expect(try desk.latest("a") == "2 \"key\":\"a\",\"value\":3}\n")
        #expect(try desk.latest("b") == "3 \"key\":\"b\",\"tombstone\":true}\n")
        #expect(try desk.latest("c") == nil)
    }

    @Test func `after a restart the keys are read again, and until then nobody is told anything`() throws {
        let desk = try KeyDesk()
        try desk.publish((0..<300).map { KeyDesk.Wish("k\($0 % 7)", $0) })
        try desk.rig.settle()
        try desk.rig.restart()
        #expect(throws: Refused.self) { try desk.latest("k1") }
        #expect(try desk.refusal(.init("k1", 1, expected: 1)) == .keysLoading)
        // What is published meanwhile counts as well.
        try desk.publish(.init("k2", 1000))
        try desk.rig.settle()
        try desk.tidy()
        #expect(try desk.latest("k1") == "295 \"key\":\"k1\",\"value\":295}\n")
        #expect(try desk.latest("k2") == "300 \"key\":\"k2\",\"value\":1000}\n")
        #expect(try desk.refusal(.init("k1", 1, expected: 295)) == nil)
    }

    @Test func `a topic that becomes compacted has its keys read, and forgets them when it is so no more`()
        throws
    {
        let desk = try KeyDesk(cleanup: .delete)
        try desk.publish(.init("a", 1), .init("a", 2))
        try desk.rig.settle()
        #expect(throws: Refused.self) { try desk.latest("a") }
        _ = try desk.rig.namespace.changeTopic(desk.topic, TopicWish(cleanup: .compact))
        try desk.rig.settle()
        try desk.tidy()
        #expect(try desk.latest("a") == "1 \"key\":\"a\",\"value\":2}\n")
        _ = try desk.rig.namespace.changeTopic(desk.topic, TopicWish(cleanup: .delete))
        try desk.rig.settle()
        #expect(throws: Refused.self) { try desk.latest("a") }
    }

    @Test func `a new partition is ready at once`() throws {
        let desk = try KeyDesk()
        _ = try desk.rig.namespace.changeTopic(desk.topic, TopicWish(partitions: 2))
        try desk.rig.settle()
        #expect(try desk.latest("a") == nil)
    }

    @Test func `keys whose hashes are equal are told apart`() throws {
        var settings = NodeSettings(isDevelopment: true)
        settings.keyHashBits = 1
        let desk = try KeyDesk(settings)
        for number in 0..<20 { try desk.publish(.init("k\(number)", number)) }
        try desk.rig.settle()
        for number in 0..<20 {
            #expect(
                try desk.latest("k\(number)") == "\(number) \"key\":\"k\(number)\",\"value\":\(number)}\n")
        }
        #expect(try desk.latest("other") == nil)
    }
}
