import Base
import Broker
import LogFormat
import Node
import Simulation
import Testing

@Suite struct ExpectedKeyTests {
    private func mismatch(_ actual: Int?, item: Int = 0) -> BrokerError {
        .expectedKeyOffset([KeyMismatch(item: item, actual: actual.map { Offset(UInt64($0)) })])
    }

    @Test func `of two writers that have seen the same, one is refused`() throws {
        let desk = try KeyDesk()
        try desk.publish(.init("a", 1))
        #expect(try desk.refusal(.init("a", 2, expected: 0)) == nil)
        #expect(try desk.refusal(.init("a", 3, expected: 0)) == mismatch(1))
        #expect(try desk.refusal(.init("b", 1, expected: 0)) == mismatch(nil))
    }

    @Test func `no message of a key can be expected, and a tombstone counts as none`() throws {
        let desk = try KeyDesk()
        #expect(try desk.refusal(.init("a", 1, expected: .some(nil))) == nil)
        #expect(try desk.refusal(.init("a", 2, expected: .some(nil))) == mismatch(0))
        try desk.publish(.init("a", nil))
        #expect(try desk.refusal(.init("a", 3, expected: .some(nil))) == nil)
    }

    @Test func `a message before it in the batch counts`() throws {
        let desk = try KeyDesk()
        try desk.publish(.init("a", 1))
        #expect(
            try desk.refusal(.init("a", 2, expected: 0), .init("b", 1), .init("a", 3, expected: 1)) == nil)
        #expect(
            try desk.refusal(.init("a", 4, expected: 3), .init("a", 5, expected: 3)) == mismatch(4, item: 1))
        try desk.rig.settle()
        #expect(desk.log.visibleEnd == Offset(4))
    }

    @Test func `a refused batch stores nothing`() throws {
        let desk = try KeyDesk()
        #expect(try desk.refusal(.init("a", 1), .init("b", 2, expected: 7)) == mismatch(nil, item: 1))
        try desk.rig.settle()
        #expect(desk.log.visibleEnd == .zero)
        #expect(try desk.latest("a") == nil)
    }

    @Test func `only a compacted topic knows what to expect`() throws {
        let desk = try KeyDesk(cleanup: .delete)
        #expect(try desk.refusal(.init("a", 1, expected: .some(nil))) == .notCompacted)
    }

    @Test func `what is trimmed is not there`() throws {
        let desk = try KeyDesk(cleanup: .both)
        try desk.publish(.init("a", 1), .init("b", 2))
        try desk.rig.settle()
        _ = try desk.topic.truncate([Truncation(partition: 0, from: .zero, before: Offset(1))])
        try desk.rig.settle()
        #expect(try desk.refusal(.init("a", 3, expected: .some(nil))) == nil)
        #expect(try desk.refusal(.init("b", 3, expected: 1)) == nil)
    }
}
