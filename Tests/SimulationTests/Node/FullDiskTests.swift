import Base
import Broker
import LogFormat
import LogStore
import Node
import Simulation
import TestSupport
import Testing

@Suite
struct FullDiskTests {
    private static let lines = Array(repeating: "\"value\":1}\n", count: 40).joined()

    private let rig: NodeRig
    private let queue: Queue

    init() throws {
        var settings = NodeSettings()
        settings.chunkBytes = 4096
        settings.framePayloadBytesMax = 1000
        settings.journalFileBytes = 16 * 1024
        settings.reserveBytes = 16 * 1024
        rig = try NodeRig(settings)
        queue = try rig.namespace.declareQueue("mail", QueueWish()).value.value
        try rig.settle()
    }

    private func publish() throws {
        _ = try rig.result { [queue] in
            try await Self.lines.withByteViewAsync { lines in
                try await queue.publish(count: 40, suffixes: lines)
            }
        }
        try rig.settle()
    }

    /// Publishes until the disk is full and the node has noticed.
    private func fill() throws {
        rig.disk.setCapacity(rig.disk.bytesUsed)
        while try rig.prepare() != .full { try publish() }
    }

    @Test func `a full disk refuses publishes, and only those`() throws {
        try publish()
        try fill()
        #expect(throws: Refused.self) { try publish() }
        let received = try queue.receive(ReceiveRequest(max: 2))
        #expect(received.value.count == 2)
        let item = SettleItem(offset: .zero, generation: 1, verb: .ack)
        #expect(try queue.settle([item]).value == [.acked])
        try rig.settle()
        #expect(received.gate.isOpen)
        let end = try rig.result { [queue] in
            try await queue.log.read(from: .zero, bytesMax: .max) { _ in true }
        }
        #expect(end == queue.log.visibleEnd)
    }

    @Test func `publishing goes on once there is room`() throws {
        try fill()
        #expect(throws: Refused.self) { try publish() }
        rig.disk.setCapacity(.max)
        #expect(try rig.prepare() == .ready)
        let before = queue.log.visibleEnd
        try publish()
        #expect(queue.log.visibleEnd == before + 40)
    }

    @Test func `after a sync that failed nothing is acknowledged any more`() throws {
        rig.disk.failSync(after: 1)
        #expect(throws: LogStoreError.self) { try publish() }
        let durable = rig.node.gateNow().mark.current
        _ = try queue.receive(ReceiveRequest(max: 1))
        #expect(throws: LogStoreError.self) { try rig.settle() }
        #expect(rig.node.gateNow().mark.current == durable)
        #expect(!rig.node.gateNow().isOpen)
    }
}
