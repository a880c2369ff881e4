import Base
import Testing

@testable import Reactor

@Suite struct WaiterTests {
    private func onLoop(_ body: @escaping @Sendable (isolated LoopDomain) async -> Void) async throws {
        try await withLoops { group in await group.domains[0].start(body).value }
    }

    @Test func `the first signal wins and later ones are ignored`() async throws {
        try await onLoop { domain in
            let waiter = Waiter(on: domain.loop)
            domain.loop.post {
                waiter.signal(.clientGone)
                waiter.signal(.stopping)
                waiter.signal()
            }
            #expect(await waiter.wait() == .clientGone)
            waiter.signal(.deadline)
            #expect(waiter.outcome == .clientGone)
        }
    }

    @Test func `a signal before the wait is kept`() async throws {
        try await onLoop { domain in
            let waiter = Waiter(on: domain.loop)
            waiter.signal()
            #expect(await waiter.wait(until: .never) == .signalled)
        }
    }

    @Test func `the deadline ends the wait`() async throws {
        try await onLoop { domain in
            let waiter = Waiter(on: domain.loop)
            let deadline = domain.loop.deadline(after: Interval(milliseconds: 2))
            #expect(await waiter.wait(until: deadline) == .deadline)
            #expect(domain.loop.now >= deadline)
        }
    }

    @Test func `a signal leaves no timer behind`() async throws {
        try await onLoop { domain in
            let waiter = Waiter(on: domain.loop)
            domain.loop.post { waiter.signal() }
            let deadline = domain.loop.deadline(after: .seconds(60))
            #expect(await waiter.wait(until: deadline) == .signalled)
            #expect(domain.loop.timers.count == 0)
        }
    }
}
