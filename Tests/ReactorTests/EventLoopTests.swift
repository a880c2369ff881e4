import Base
import Synchronization
import Testing

@testable import Reactor

/// Starts loops for the length of a test.
func withLoops(_ count: Int = 1, _ body: (EventLoopGroup) async throws -> Void) async throws {
    let group = try EventLoopGroup(count: count)
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(group)) } catch { outcome = .failure(error) }
    group.stop()
    try outcome.get()
}

@Suite struct EventLoopTests {
    @Test func `posted work runs on the loop, in order`() async throws {
        try await withLoops { group in
            let loop = group.loops[0]
            let seen = Mutex<[Int]>([])
            await withCheckedContinuation { done in
                for number in 0..<1000 {
                    loop.post {
                        #expect(loop.isCurrent)
                        #expect(EventLoop.current === loop)
                        seen.withLock { $0.append(number) }
                        if number == 999 { done.resume() }
                    }
                }
            }
            #expect(seen.withLock { $0 } == Array(0..<1000))
        }
    }

    @Test func `a task of a domain runs on its loop and comes back to it`() async throws {
        try await withLoops(2) { group in
            for domain in group.domains {
                let task = domain.start { domain in
                    #expect(domain.loop.isCurrent)
                    let waiter = Waiter(on: domain.loop)
                    domain.loop.post { waiter.signal() }
                    #expect(await waiter.wait() == .signalled)
                    #expect(domain.loop.isCurrent)
                    await Task.yield()
                    #expect(domain.loop.isCurrent)
                }
                await task.value
            }
        }
    }

    @Test func `resumptions on the loop never cross threads`() async throws {
        try await withLoops { group in
            let task = group.domains[0].start { domain in
                let loop = domain.loop
                let before = loop.enqueuedFromOutside
                for _ in 0..<1000 {
                    let waiter = Waiter(on: loop)
                    let timer = LoopTimer(on: loop) { waiter.signal() }
                    timer.set(Deadline(nanoseconds: 0))
                    _ = await waiter.wait()
                    await loop.nextTurn()
                }
                #expect(loop.enqueuedFromOutside == before)
            }
            await task.value
        }
    }

    @Test func `a burst of posts wakes a sleeping loop once`() {
        var inbox = Inbox()
        func wakes() -> Bool {
            inbox.posts.append {}
            return inbox.takeSleep()
        }
        let slept = inbox.fallAsleep()
        #expect(slept)
        #expect([wakes(), wakes(), wakes()] == [true, false, false])
        let sleptOverWork = inbox.fallAsleep()
        #expect(!sleptOverWork)
        let taken = inbox.takeAll().posts.count
        #expect(taken == 3)
        let sleptAgain = inbox.fallAsleep()
        #expect(sleptAgain)
    }

    @Test func `work for the next turn lets timers and posts through`() async throws {
        try await withLoops { group in
            let task = group.domains[0].start { domain in
                let wasPosted = Mutex(false)
                domain.loop.post { wasPosted.withLock { $0 = true } }
                await domain.loop.nextTurn()
                #expect(wasPosted.withLock { $0 })
            }
            await task.value
        }
    }
}
