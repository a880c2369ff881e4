import Base
import LogFormat
import Testing

@testable import API

@Suite struct OptionReaderTests {
    private func read(
        _ operation: Operation, _ query: String, _ fields: [(String, String)] = []
    ) throws(Problem) -> OptionReader {
        var reader = OptionReader(operation, keeping: ByteBuffer(capacity: 256))
        try reader.read(query: bytes(query))
        for (name, value) in fields { try reader.read(field: bytes(name), bytes(value)) }
        return reader
    }

    private func refusal(
        _ operation: Operation, _ query: String, _ fields: [(String, String)] = []
    ) -> Problem? {
        do {
            _ = try read(operation, query, fields)
            return nil
        } catch { return error }
    }

    @Test func `options come decoded from query and fields`() throws {
        let reader = try read(
            .publish, "key=a%20b+c&partition=3", [("Martlet-Event-Time", "2026-11-22T10:00:00Z")])
        #expect(reader.value(.key)?.string == "a b c")
        #expect(try reader.integer(.partition, in: 0...9) == 3)
        #expect(try reader.time(.eventTime)?.milliseconds == 1_795_341_600_000)
        #expect(reader.value(.ack) == nil)
    }

    @Test func `a key may be any bytes, and none at all`() throws {
        let binary = try read(.publish, "key=%ff%01")
        #expect(binary.value(.key)?.array == [0xFF, 0x01])
        let empty = try read(.publish, "key=")
        #expect(empty.value(.key)?.isEmpty == true)
    }

    @Test(arguments: [
        (Operation.readTopic, "form=json", "from"), (.readTopic, "fromat=json", "format"),
        (.readTopic, "maxbytes=1", "max_bytes"),
        (.publish, "kye=1", "key"), (.receive, "leas=1s", "lease"),
    ])
    func `an unknown parameter is told what was meant`(operation: Operation, query: String, meant: String) {
        let problem = refusal(operation, query)
        #expect(problem?.code == "unknown_parameter")
        #expect(problem?.detail.contains("did you mean \"\(meant)\"?") == true)
    }

    @Test func `an unknown Martlet field is told what was meant, others are not ours`() {
        let problem = refusal(.publish, "", [("Martlet-Partitoin", "1")])
        #expect(problem?.code == "unknown_header")
        #expect(problem?.detail.contains("did you mean \"Martlet-partition\"?") == true)
        #expect(refusal(.publish, "", [("X-Partition", "1"), ("Martlet", "1"), ("M", "")]) == nil)
    }

    @Test(
        arguments: [
            ("key=a&key=a", []), ("key=a", [("Martlet-Key", "b")]),
            ("", [("Martlet-Key", "a"), ("martlet-key", "a")]),
        ] as [(String, [(String, String)])])
    func `an option given twice is refused`(query: String, fields: [(String, String)]) {
        #expect(refusal(.publish, query, fields)?.code == "repeated_option")
    }

    @Test func `a key may come as base64`() throws {
        let reader = try read(.readTopic, "key_base64=/wE%3D")
        #expect(reader.key?.array == [0xFF, 0x01])
        #expect(refusal(.readTopic, "key=a&key_base64=YQ==")?.code == "repeated_option")
        #expect(refusal(.readTopic, "key_base64=Y")?.code == "invalid_option")
    }

    @Test func `what is expected of a key is an offset or none`() throws {
        #expect(try read(.publish, "expected_key_offset=17").expectedKey() == .offset(Offset(17)))
        #expect(try read(.publish, "expected_key_offset=none").expectedKey() == ExpectedKey.none)
        #expect(try read(.publish, "expected_key_offset=-1").expectedKey() == ExpectedKey.none)
        #expect(try read(.publish, "").expectedKey() == nil)
        #expect(throws: Problem.self) { try read(.publish, "expected_key_offset=nothing").expectedKey() }
    }

    @Test func `query and field may say the same`() throws {
        let reader = try read(.publish, "key=a", [("Martlet-Key", "a")])
        #expect(reader.value(.key)?.string == "a")
    }

    @Test(arguments: [
        ("Ce-Specversion", true), ("ce-id", true), ("CE-Type", true), ("ce-source", true),
        ("ce-time", false), ("ce-", false), ("Content-Type", false),
    ])
    func `any attribute that every event has makes a request one`(name: String, isEvent: Bool) throws {
        #expect(try read(.publish, "", [(name, "1.0")]).isCloudEvent == isEvent)
    }

    @Test func `a key that the message names counts unless one is given`() throws {
        var without = try read(.publish, "partition=1")
        without.takeKey(bytes("own"))
        #expect(without.key == bytes("own"))
        var given = try read(.publish, "key=a")
        given.takeKey(bytes("own"))
        #expect(given.key == bytes("a"))
    }

    @Test func `headers come from both, lower-cased, repeats kept`() throws {
        let reader = try read(
            .publish, "header.Source=till-7&header.tag=a",
            [("Martlet-Header-Tag", "b"), ("martlet-header-x", "1")])
        var out = ByteBuffer()
        try LineSuffix.compose(
            MessageParts(body: .posted(bytes("1"))), headers: reader.headers, into: &out)
        #expect(
            out.bytes.string
                == "\"headers\":{\"source\":\"till-7\",\"tag\":[\"a\",\"b\"],\"x\":\"1\"},\"value\":1}\n")
    }

    @Test func `headers are unknown where no message is published`() {
        #expect(refusal(.readTopic, "header.a=1")?.code == "unknown_parameter")
        #expect(refusal(.readTopic, "", [("Martlet-Header-A", "1")])?.code == "unknown_header")
    }

    @Test(arguments: [
        ("max=0", "out_of_range"), ("max=1001", "out_of_range"), ("max=ten", "invalid_option"),
        ("max=-1", "invalid_option"), ("wait=20", "invalid_duration"), ("wait=61s", "out_of_range"),
        ("lease=13h", "out_of_range"), ("lease=0", "out_of_range"), ("consumer=", "out_of_range"),
    ])
    func `a bad value is refused as what it is`(query: String, code: String) throws {
        let reader = try read(.receive, query)
        let problem = #expect(throws: Problem.self) { _ = try ReceiveWish(reader) }
        #expect(problem?.code == code)
    }

    @Test func `a flag needs no value`() throws {
        #expect(try read(.getMessage, "raw").boolean(.raw))
        #expect(try read(.getMessage, "raw=false").boolean(.raw) == false)
        #expect(try read(.getMessage, "").boolean(.raw) == false)
    }

    @Test func `every option has a name of its own that fits a set`() {
        #expect(Set(Option.allCases.map { "\($0.name)" }).count == Option.allCases.count)
        #expect(Option.allCases.count <= 48)
    }
}
