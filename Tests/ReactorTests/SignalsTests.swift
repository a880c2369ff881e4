import Glibc
import Testing

@testable import Reactor

@Suite struct SignalsTests {
    @Test func `a signal to the process is reported on the loop`() async throws {
        let descriptor = try Signals.catchAll()
        try await withLoops { group in
            let loop = group.loops[0]
            let number = await withCheckedContinuation { continuation in
                Signals.report(descriptor, on: loop) { number in
                    #expect(loop.isCurrent)
                    continuation.resume(returning: number)
                }
                _ = kill(getpid(), SIGTERM)
            }
            #expect(number == SIGTERM)
        }
        signal(SIGTERM, SIG_DFL)
        signal(SIGINT, SIG_DFL)
    }
}
