import TestSupport
import Testing

@testable import martlet

struct ProducerCountTests {
    @Test func `requests are numbered under a name of their own`() {
        var random = SplitMix64(seed: 1)
        var count = ProducerCount(&random)
        var other = ProducerCount(&random)
        #expect(count.name != other.name)
        #expect(count.fields() == ["Producer-Id: \(count.name)", "Producer-Seq: 0"])
        #expect(count.fields() == ["Producer-Id: \(count.name)", "Producer-Seq: 1"])
        #expect(other.fields().last == "Producer-Seq: 0")
    }

    @Test func `what may pass is tried again, what will not is not`() {
        #expect(ServerSession.isPassing(BlockingConnection.Trouble.closed))
        #expect(!ServerSession.isPassing(BlockingConnection.Trouble.interrupted))
        let type = "application/problem+json"
        for (body, isPassing) in [(#"{"title":"a","retryable":true}"#, true), (#"{"title":"a"}"#, false)] {
            let answer = Answer(
                status: 503, body: Array(body.utf8), type: type, next: nil, isUpToDate: false)
            #expect(ServerSession.isPassing(ServerRefusal(answer)) == isPassing)
        }
    }
}
