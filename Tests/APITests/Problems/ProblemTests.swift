import Base
import Broker
import HTTPWire
import JSONText
import LogFormat
import Testing

@testable import API

@Suite struct ProblemTests {
    /// Every status of the interface (design: 417 only for an unknown expectation).
    private static let statuses: Set<UInt16> = [
        400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 422, 429, 431, 500,
        501,
        503, 504, 505, 507,
    ]

    @Test func `openapi lists every code, and no other`() {
        let described = OpenAPIText().problemCodes
        let known = ProblemKind.allCases.map(\.rawValue) + RefusalKind.allCases.map(\.rawValue)
        #expect(Set(described) == Set(known))
        #expect(Set(described).count == described.count)
    }

    @Test(arguments: ProblemKind.allCases)
    func `every kind has a status of the interface and a title`(kind: ProblemKind) {
        #expect(Self.statuses.contains(kind.status.code))
        #expect(!kind.title.isEmpty)
        #expect(kind.rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "_") || ($0 >= 97 && $0 <= 122) })
    }

    @Test(arguments: RefusalKind.allCases)
    func `every refusal of the transport becomes a problem`(kind: RefusalKind) {
        let problem = Problem(Refusal(kind))
        #expect(Self.statuses.contains(problem.status.code))
        #expect(problem.code == kind.rawValue)
        #expect(!problem.detail.isEmpty)
    }

    @Test(arguments: ProblemKind.allCases)
    func `429 and 503 say when to come again, others do not`(kind: ProblemKind) {
        let waits = kind.status == .tooManyRequests || kind.status == .serviceUnavailable
        #expect((Problem(kind, "x").retryAfter != nil) == waits)
    }

    @Test func `the document has every member of the interface`() throws {
        var problem = Problem(.belowRetention, "Gone \"for good\".", fix: "Read on.").with("earliest", 10)
        problem.extra = ("errors", "[{\"index\":1}]")
        var out = ByteBuffer()
        problem.write(instance: bytes("/v1/topics/a/messages"), into: &out)
        #expect(
            out.bytes.string == """
                {"type":"urn:martlet:problem:below_retention","title":"The messages are gone","status":410,\
                "detail":"Gone \\"for good\\".","instance":"/v1/topics/a/messages","code":"below_retention",\
                "retryable":false,"fix":"Read on.","earliest":10,"errors":[{"index":1}]}
                """)
        _ = try JSONScanner.scan(out.bytes)
    }

    @Test func `the document stands behind other text as it is`() {
        var out = ByteBuffer()
        out.append("data: ")
        Problem(.topicNotFound, "x").write(instance: bytes("/"), into: &out)
        #expect(out.bytes.hasPrefix("data: {\"type\""))
    }

    @Test func `a path that is not UTF-8 still gives a valid document`() throws {
        var out = ByteBuffer()
        Problem(.routeNotFound, "x").write(instance: bytes([0x2F, 0xFF, 0xFE]), into: &out)
        _ = try JSONScanner.scan(out.bytes)
    }

    @Test(arguments: [
        (BrokerError.journalFull, 507), (.diskFull(limit: 9), 507), (.busy, 429), (.queueFull, 429),
        (.shuttingDown, 503),
        (.expectedOffset(actual: Offset(4)), 412), (.belowRetention(earliest: Offset(4)), 410),
        (.pastEnd(latest: Offset(4)), 416), (.fewerPartitions(current: 4, wished: 3), 409),
        (.namespaceNotEmpty(topics: 1, queues: 0, groups: 0, exchanges: 0), 409), (.exists(.topic, "a"), 412),
        (.notFound(.queue, "q"), 404), (.leaseLost, 409), (.stale, 409),
    ])
    func `a refusal of the broker has its status`(error: BrokerError, status: Int) {
        #expect(Int(Problem(error).status.code) == status)
    }

    @Test func `malformed JSON is told with its byte`() {
        let body = bytes("{\"partitions\":3,}")
        let problem = #expect(throws: Problem.self) { _ = try TopicWish(reading: body) }
        #expect(problem?.code == "malformed_json")
        #expect(problem?.numbers.first?.value == 16)
    }

    @Test(arguments: [
        ("{\"partition\":3}", "unknown_member", "did you mean \"partitions\"?"),
        ("{\"spread\":true}", "not_available", "spread"),
        ("{\"retention\":{\"age\":1}}", "unknown_member", "age"),
        ("{\"retention\":{\"time\":\"10ms\"}}", "out_of_range", "at least 1s"),
        ("{\"retention\":{\"time\":3600}}", "invalid_duration", "unit"),
        ("{\"retention\":{\"count\":0}}", "out_of_range", "1 to 9007199254740991"),
        ("{\"retention\":{\"bytes\":-1}}", "out_of_range", "1 to 9007199254740991"),
        ("{\"retention\":\"1h\"}", "invalid_body", "an object"),
        ("{\"cleanup\":\"compacted\"}", "invalid_option", "did you mean \"compact\"?"),
        ("{\"tombstone_time\":\"40000d\"}", "out_of_range", "36600d"),
        ("{\"partitions\":0}", "out_of_range", "1 to 256"),
        ("{\"partitions\":\"3\"}", "invalid_body", "an integer"),
        ("{\"partitions\":1,\"partitions\":2}", "repeated_option", "twice"),
        ("{\"ack\":\"fsync\"}", "invalid_option", "flush or none"),
        ("[]", "invalid_body", "an object"),
    ])
    func `a bad declaration says what is wrong`(body: String, code: String, detail: String) {
        let problem = #expect(throws: Problem.self) { _ = try TopicWish(reading: bytes(body)) }
        #expect(problem?.code == code)
        #expect(problem?.detail.contains(detail) == true, "\(problem?.detail ?? "")")
    }

    @Test func `a duration without a unit is told to be 30s`() {
        let problem = #expect(throws: Problem.self) { _ = try QueueWish(reading: bytes("{\"lease\":30}")) }
        #expect(problem?.code == "invalid_duration")
        #expect(problem?.fix == "30s")
    }

    @Test func `null in a declaration is the default`() throws {
        let wish = try TopicWish(reading: bytes("{\"partitions\":null,\"ack\":null}"))
        var expected = TopicWish(partitions: 1, ack: .flush)
        expected.unsaid.insert(.ack)
        #expect(wish == expected)
    }
}
