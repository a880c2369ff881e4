import Synchronization
import Testing

@testable import Reactor

@Suite struct WorkerPoolTests {
    private struct Broken: Error, Equatable {}

    @Test func `work runs off the loop and its result comes back to it`() async throws {
        let workers = try WorkerPool(threads: 2)
        try await withLoops { group in
            let task = group.domains[0].start { domain in
                let loop = domain.loop
                let (sum, wasOnLoop) = await workers.run { ((1...100).reduce(0, +), loop.isCurrent) }
                #expect(sum == 5050)
                #expect(!wasOnLoop)
                #expect(loop.isCurrent)
            }
            await task.value
        }
        workers.stop()
    }

    @Test func `an error comes back as it was thrown`() async throws {
        let workers = try WorkerPool(threads: 1)
        await #expect(throws: Broken()) {
            try await workers.run { () throws(Broken) -> Int in throw Broken() }
        }
        workers.stop()
    }

    @Test func `stopping waits for everything posted`() throws {
        let workers = try WorkerPool(threads: 2)
        let counter = Counter()
        for _ in 0..<1000 { workers.post { counter.count.add(1, ordering: .relaxed) } }
        workers.stop()
        #expect(counter.count.load(ordering: .relaxed) == 1000)
    }

    private final class Counter: Sendable {
        let count = Atomic<Int>(0)
    }
}
