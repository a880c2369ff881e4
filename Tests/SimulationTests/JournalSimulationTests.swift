import LogStore
import TestSupport
import Testing

@Suite struct JournalSimulationTests {
    @Test(arguments: Seed.first(200))
    func `a crash anywhere keeps every acknowledged command and a gapless prefix`(seed: Seed) throws {
        try JournalSimulation(seed: seed).run()
    }

    @Test(arguments: Seed.first(6))
    func `a crash at each operation of a short history loses nothing`(seed: Seed) throws {
        let operations = try JournalSimulation(seed: seed).operations(commands: 12)
        for crashAfter in 1...operations {
            do { try JournalSimulation(seed: seed).run(commands: 12, crashAfter: crashAfter) } catch {
                throw JournalSimulation.Failure(description: "operation \(crashAfter): \(error)")
            }
        }
    }

    @Test(arguments: Seed.first(10))
    func `the same seed gives the same trace`(seed: Seed) throws {
        let one = JournalSimulation(seed: seed)
        let other = JournalSimulation(seed: seed)
        try one.run()
        try other.run()
        #expect(one.fileSystem.trace == other.fileSystem.trace)
        #expect(one.fileSystem.operations == other.fileSystem.operations)
    }

    @Test func `the simulation finds commands again, over several files`() throws {
        let runs = try Seed.first(20).map { seed in
            let run = JournalSimulation(seed: seed)
            try run.run()
            return run
        }
        #expect(runs.reduce(0) { $0 + $1.found } > 300)
    }
}
