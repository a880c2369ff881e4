import Simulation
import TestSupport
import Testing

@Suite
struct TraceTests {
    @Test(arguments: Seed.first(5))
    func `the same seed gives the same trace`(seed: Seed) {
        let one = NodeSimulation(seed, keepsLines: true).run()
        let other = NodeSimulation(seed, keepsLines: true).run()
        #expect(one.lines == other.lines)
        #expect(one.hash == other.hash)
        #expect(one.lines.count > 20)
    }

    @Test func `another seed gives another trace`() {
        #expect(NodeSimulation(Seed(1)).run().hash != NodeSimulation(Seed(2)).run().hash)
    }

    @Test func `the same seeds give the same traces in two processes`() throws {
        let one = try Self.hashes()
        let other = try Self.hashes()
        #expect(one == other)
        #expect(one.count == 15)
        #expect(one[0].hasPrefix("1 "))
    }

    /// What `simulate`, which is built beside the tests, prints of 15 seeds.
    private static func hashes() throws -> [String] {
        let process = try ChildProcess(MartletProcess.beside("simulate"), ["--seeds", "15"])
        var lines: [String] = []
        while let line = process.nextLine() { lines.append(line) }
        #expect(process.waitForExit() == .code(0))
        return lines
    }
}
