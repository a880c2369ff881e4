import Glibc
import Simulation
import TestSupport
import Testing

/// Whole nodes in many lives; `MARTLET_SEEDS` says how many seeds, 200 unless set.
@Suite
struct NodeSimulationTests {
    static let seeds = Seed.first(getenv("MARTLET_SEEDS").flatMap { Int(String(cString: $0)) } ?? 200)

    @Test(arguments: seeds)
    func `whatever ends a life, what clients were told is what a restart finds`(seed: Seed) {
        let outcome = NodeSimulation(seed, large: false).run()
        #expect(outcome.failure == nil, "simulate --seed \(seed.value) --dump")
    }

    @Test func `messages of several frames of the real size survive as well`() {
        #expect(NodeSimulation(Seed(3), large: true).run().failure == nil)
    }

    @Test(arguments: Seed.first(2))
    func `a crash at each operation of the disk keeps what clients were told`(seed: Seed) {
        let operations = NodeSimulation(seed, large: false).operations(steps: 60)
        #expect(operations > 20)
        for operation in 1...operations {
            let outcome = NodeSimulation(seed, large: false).run(crashAfter: operation, steps: 60)
            #expect(outcome.failure == nil, "\(seed), operation \(operation)")
        }
    }

    @Test(arguments: Seed.first(3))
    func `a process killed at any operation of the disk, and then a power cut, lose nothing`(seed: Seed) {
        let operations = NodeSimulation(seed, large: false).operations(steps: 120)
        for operation in stride(from: 1, through: operations, by: 3) {
            let outcome = NodeSimulation(seed, large: false)
                .run(crashAfter: operation, steps: 120, isKilled: true)
            #expect(outcome.failure == nil, "\(seed), operation \(operation)")
        }
    }

    @Test func `a disk that lies about syncing is found out`() {
        let failures = Seed.first(30).compactMap {
            NodeSimulation($0, large: false, lying: true).run().failure
        }
        #expect(failures.count > 10)
        #expect(failures.contains { $0.hasPrefix("the start failed") })
    }

    @Test func `simulations do what they are for`() {
        var tally = Tally()
        for seed in Seed.first(30) { tally += NodeSimulation(seed, large: false).run().tally }
        #expect(tally.cuts > 10)
        #expect(tally.coldReads > 10)
        #expect(tally.refusedFull > 10)
        #expect(tally.failedSyncs > 2)
        #expect(tally.wakes > 50)
        #expect(tally.acked > 100)
        #expect(tally.checkpoints > 100)
        #expect(tally.merges > 20)
        #expect(tally.piecesFound > 100)
        #expect(tally.truncated > 20)
        #expect(tally.trimmed > 100)
        #expect(tally.compacted > 100)
        #expect(tally.queuePieces > 0)
    }
}
