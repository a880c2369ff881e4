import Testing

@testable import martlet

@Suite struct EnvironmentTests {
    @Test func `a list is separated by commas and an empty variable is not set`() {
        let environment = Environment(pairs: [("MARTLET_HOSTS", "a,b"), ("MARTLET_LISTEN", "")])
        let entries = environment.settings()
        #expect(entries.map(\.name) == [.hosts])
        #expect(entries.first?.texts == ["a", "b"])
    }

    @Test func `a variable that is nearly one of ours is pointed out`() {
        let environment = Environment(pairs: [("MARTLET_LISTN", "x"), ("MARTLET_PORT", "y"), ("HOME", "z")])
        #expect(
            environment.suspects() == [
                "environment variable MARTLET_LISTN means nothing here; did you mean MARTLET_LISTEN?"
            ])
    }

    @Test func `the kernel's copy holds what the process was started with`() {
        #expect(Environment.ofThisProcess()["PATH"] != nil)
    }
}
