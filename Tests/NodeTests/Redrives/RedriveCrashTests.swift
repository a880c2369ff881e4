import Base
import Broker
import LogFormat
import LogStore
import Node
import Simulation
import TestSupport
import Testing

/// Redrives whose node dies at any moment.
@Suite struct RedriveCrashTests {
    private static let count = 600

    /// Dead letters with the numbers from 0 on.
    private static var lines: String {
        let deaths =
            #""deaths":[{"queue":"home","reason":"rejected","count":1,"first_at":"2026-01-01T00:00:00Z","#
            + #""last_at":"2026-01-01T00:00:00Z"}],"#
        return (0..<count).map { deaths + "\"value\":\($0)}\n" }.joined()
    }

    private func queue(_ name: String, _ rig: NodeRig) throws -> Queue {
        try #require(name.withByteView { rig.namespace.queue($0) })
    }

    @Test(arguments: Seed.first(12))
    func `a redrive moves every message once, whenever the power goes`(seed: Seed) throws {
        var random = SplitMix64(seed: seed.value)
        var settings = NodeSettings(isDevelopment: true)
        settings.journalFileBytes = 1 << 20
        let rig = try NodeRig(settings)
        for name in ["home", "dead"] { _ = try rig.namespace.declareQueue(name, QueueWish()) }
        let dead = try queue("dead", rig)
        _ = try rig.result {
            try await Self.lines.withByteViewAsync { lines in
                try await dead.publish(count: Self.count, suffixes: lines)
            }
        }
        try rig.settle()
        _ = try dead.startRedrive(RedriveOrder())
        try rig.commit()
        for _ in 0..<6 {
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                switch UInt.random(in: 0..<3, using: &random) {
                case 0: _ = rig.scheduler.stepWorker(0)
                case 1: _ = rig.scheduler.stepLoop(0)
                default: _ = try rig.opened.commit.runOnce(now: rig.scheduler.monotonicNanoseconds())
                }
            }
            try rig.restart(losingPower: Bool.random(using: &random))
        }
        for _ in 0..<100 where try queue("dead", rig).counts().value.total > 0 {
            try rig.settle()
            rig.scheduler.pass(nanoseconds: 1_100_000_000)
        }
        try rig.settle()
        let job = try #require(try queue("dead", rig).redrives().value.first?.job)
        #expect(job.progress.state == .completed)
        #expect(job.progress.moved == UInt64(Self.count))
        #expect(try queue("home", rig).counts().value.ready == Self.count)
        let home = try queue("home", rig)
        let values = try rig.result { try await Self.values(of: home) }
        #expect(values == (0..<Self.count).map { "\($0)}\n" })
    }

    /// What stands behind `"value":` of each message.
    private static func values(of queue: Queue) async throws -> [String] {
        var values: [String] = []
        _ = try await queue.log.read(from: .zero, bytesMax: .max) { run in
            run.forEach { message in
                let parts = message.suffix.string.split(separator: "\"value\":", maxSplits: 1)
                values.append(parts.count == 2 ? String(parts[1]) : "?")
            }
            return true
        }
        return values
    }
}
