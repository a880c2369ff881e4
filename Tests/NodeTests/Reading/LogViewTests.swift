import Base
import Node
import Simulation
import Testing

@Suite
struct LogViewTests {
    @Test func `readers see what is durable, and only that`() throws {
        let desk = try Desk()
        let log = desk.topic.log(0)
        try desk.publish(2)
        #expect(log.visibleEnd == .zero)
        try desk.rig.settle()
        try desk.publish(3)
        #expect(log.visibleEnd == Offset(2))
        let end = try desk.rig.result { try await log.read(from: .zero, bytesMax: .max) { _ in true } }
        #expect(end == Offset(2))
    }

    @Test func `bytes that left memory are brought back by a worker`() throws {
        var settings = NodeSettings()
        settings.chunkBytes = 4096
        settings.framePayloadBytesMax = 2000
        settings.tailBytesMax = 2 * 4096
        let desk = try Desk(settings)
        let log = desk.topic.log(0)
        for _ in 0..<30 {
            try desk.publish(50)
            try desk.rig.settle()
        }
        let read = Counter()
        desk.rig.start {
            _ = try? await log.read(from: .zero, bytesMax: 100) { _ in
                read.add()
                return true
            }
        }
        _ = desk.rig.scheduler.stepLoop(0)
        #expect(read.count == 0)
        #expect(desk.rig.scheduler.stepWorker(0))
        desk.rig.turn()
        #expect(read.count > 0)
    }

    @Test func `whoever waits for an offset goes on when it is visible`() throws {
        let desk = try Desk()
        let log = desk.topic.log(0)
        try desk.publish(3)
        let done = Counter()
        desk.rig.start {
            await log.visible(upTo: Offset(3))
            done.add()
        }
        desk.rig.turn()
        #expect(done.count == 0)
        try desk.rig.settle()
        #expect(done.count == 1)
    }
}
