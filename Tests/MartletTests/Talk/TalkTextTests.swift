import Base
import Testing

@testable import martlet

@Suite struct TalkTextTests {
    private func refusal(_ status: Int, _ type: String, _ body: String) -> ServerRefusal {
        ServerRefusal(
            Answer(status: status, body: Array(body.utf8), type: type, next: nil, isUpToDate: false))
    }

    @Test func `a problem is one line with its fix`() {
        let body =
            #"{"title":"No such topic","detail":"There is no topic \"t\".","retryable":false,"fix":"curl x"}"#
        let found = refusal(404, "application/problem+json", body)
        #expect(found.description == #"There is no topic "t". Fix: curl x"#)
        #expect(!found.isRetryable)
    }

    @Test func `the first bad message of a batch is named`() {
        let body =
            #"{"title":"T","detail":"1 of 3 is wrong.","errors":[{"index":1,"code":"c","detail":"Bad."}],"fix":"F"}"#
        #expect(
            refusal(400, "application/problem+json", body).description
                == "1 of 3 is wrong. Message 1: Bad. Fix: F")
    }

    @Test func `what is no problem shows its status and how it begins`() {
        #expect(refusal(502, "text/html", "<h1>Bad\nGateway").description == #"status 502: <h1>Bad\nGateway"#)
        #expect(refusal(500, "application/problem+json", "{").description == "status 500: {")
        #expect(refusal(500, "", "").description == "status 500")
    }

    @Test func `paths and queries are encoded`() {
        #expect(PercentText.encode("a b/ü~") == "a%20b%2F%C3%BC~")
        #expect(PercentText.query([]) == "")
        #expect(PercentText.query([("from", "time:1+2"), ("max", "3")]) == "?from=time%3A1%2B2&max=3")
    }

    @Test func `answers to batches are summed by partition`() throws {
        var tally = StoredTally()
        #expect(tally.text(in: "t") == "nothing to publish")
        for answer in [
            #"{"stored":2,"partitions":[{"partition":1,"first_offset":0,"last_offset":1,"count":2}]}"#,
            #"{"stored":1,"partitions":[{"partition":0,"first_offset":7,"last_offset":7,"count":1}]}"#,
            #"{"stored":1200,"partitions":[{"partition":1,"first_offset":2,"last_offset":1201,"count":1}]}"#,
        ] { try answer.withByteView { try tally.add($0) } }
        #expect(tally.text(in: "t") == "1,203 messages stored: t/0 at 7, t/1 at 0…1201")
    }

    @Test func `a queue's answer has no partition`() throws {
        var tally = StoredTally()
        try #"{"stored":1,"first_offset":5,"last_offset":5}"#.withByteView { try tally.add($0) }
        #expect(tally.text(in: "jobs") == "1 message stored: jobs at 5")
    }

    @Test func `a bar shows how far an upload is, if its end is known`() {
        let half = UploadProgress.text(messages: 12_000, bytes: 50, of: 100, seconds: 0.5)
        #expect(half == "[############            ]  50 %  12,000 messages  24,000/s")
        #expect(UploadProgress.text(messages: 3, bytes: 9, of: nil, seconds: 1) == "3 messages  3/s")
    }

    @Test func `topics stand in a table`() throws {
        let body =
            #"{"topics":[{"name":"a","partitions":12,"ack":"flush","retention":{"time":"7d","bytes":1048576},"cleanup":"delete","declared_at":"T"},"#
            + #"{"name":"orders","partitions":1,"ack":"none","retention":{"count":3},"cleanup":"both","declared_at":"U"}]}"#
        let topics = try body.withByteView { try TopicText.list($0) }
        #expect(
            TopicText.table(topics, Ink(descriptor: -1)) == """
                NAME    PARTITIONS  KEEPS        CLEANUP  ACK    DECLARED
                a       12          7d, 1.0 MiB  delete   flush  T
                orders  1           3 messages   both     none   U
                """)
    }
}
