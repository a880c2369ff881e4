import Base
import Broker
import LogFormat
import Node
import Reactor
import Testing

@testable import API

@Suite struct BatchTests {
    private func compose(
        _ body: String, _ form: BatchForm, single: Int = 0, partitions: Int? = nil, requiresJSON: Bool = false
    ) throws(Problem) -> [Int: String] {
        var batch = Batch(from: BufferPool())
        try batch.compose(
            bytes(body), form, single: single, partitions: partitions, requiresJSON: requiresJSON)
        let (first, rest) = batch.blocks(expecting: nil)
        var found: [Int: String] = [:]
        for block in [first] + rest { found[block.partition] = block.suffixes.string }
        return found
    }

    @Test func `keys spread as Kafka's client does, the rest go together, each partition keeps its order`()
        throws
    {
        let body = """
            {"key":"a","value":1}
            {"value":2}
            {"key":"b","value":3}
            {"key":"a","value":4}
            """
        let found = try compose(body, .lines, single: 2, partitions: 3)
        let ofA = Partitioner.partition(of: bytes("a"), among: 3)
        let ofB = Partitioner.partition(of: bytes("b"), among: 3)
        var expected: [Int: String] = [:]
        for (partition, line) in [
            (ofA, "\"key\":\"a\",\"value\":1}\n"), (2, "\"value\":2}\n"),
            (ofB, "\"key\":\"b\",\"value\":3}\n"),
            (ofA, "\"key\":\"a\",\"value\":4}\n"),
        ] { expected[partition, default: ""] += line }
        #expect(found == expected)
    }

    @Test(arguments: [nil, 3])
    func `each line of a compacted topic comes with the hash of its key and what is expected of it`(
        partitions: Int?
    ) throws {
        let body = """
            {"key":"a","value":1,"expected_key_offset":7}
            {"value":2}
            {"key":"b","tombstone":true}
            {"key":"a","value":4,"expected_key_offset":"none"}
            {"key":"b","value":5,"expected_key_offset":-1}
            """
        let hasher = KeyHasher(key: SipHash.Key(low: 1, high: 2))
        var batch = Batch(from: BufferPool())
        try batch.compose(
            bytes(body), .lines, single: 2, partitions: partitions, requiresJSON: false, hasher: hasher)
        let (first, rest) = batch.blocks(expecting: nil)
        var expected: [Int: KeyExpectation] = [:]
        var lines = 0
        for block in [first] + rest {
            var rest = block.suffixes
            var scratch = ByteBuffer()
            for line in 0..<block.count {
                let end = (rest.firstIndex(of: 0x0A) ?? 0) + 1
                #expect(block.keys[line] == hasher.hash(ofSuffix: rest[0..<end], &scratch))
                rest = rest.dropping(end)
                lines += 1
            }
            for one in block.expectations {
                #expect(block.keys[one.line] == one.key)
                if let earlier = one.earlier {
                    #expect(block.keys[earlier.line].isSameKey(one.key))
                    #expect(block.keys[earlier.line].isTombstone == earlier.isTombstone)
                }
                expected[one.item] = one
            }
        }
        #expect(lines == 5)
        #expect(expected.keys.sorted() == [0, 3, 4])
        #expect(expected[0]?.wanted == Offset(7) && expected[0]?.earlier == nil)
        #expect(expected[3]?.wanted == nil && expected[3]?.earlier?.isTombstone == false)
        #expect(expected[4]?.wanted == nil && expected[4]?.earlier?.isTombstone == true)
    }

    @Test func `what only a compacted topic can hold to is refused elsewhere`() throws {
        let body = "[{\"key\":\"a\",\"value\":1,\"expected_key_offset\":7}]"
        let problem = #expect(throws: Problem.self) { _ = try compose(body, .document) }
        #expect(problem?.code == "not_compacted")
    }

    @Test func `one destination takes the lines as they come`() throws {
        let found = try compose("[{\"key\":\"a\",\"text\":\"x\"},{\"value\":null}]", .document, single: 4)
        #expect(found == [4: "\"key\":\"a\",\"text\":\"x\"}\n\"value\":null}\n"])
    }

    @Test func `lines of text are messages, without their line ends`() throws {
        let found = try compose("one\r\n\ntwo \"x\"", .text)
        #expect(found == [0: "\"text\":\"one\"}\n\"text\":\"\"}\n\"text\":\"two \\\"x\\\"\"}\n"])
    }

    @Test(arguments: [
        (BatchForm.document, "[{\"value\":1},{\"vlaue\":2},{\"value\":3},{}]"),
        (.lines, "{\"value\":1}\n{\"vlaue\":2}\n\n{\"value\":3}\n{}\n"),
        (.document, "{\"messages\":[{\"value\":1},{\"vlaue\":2},{\"value\":3},{}]}"),
    ])
    func `a refusal lists each bad index`(form: BatchForm, body: String) {
        let problem = #expect(throws: Problem.self) { _ = try compose(body, form) }
        #expect(problem?.code == "bad_batch")
        let errors = problem?.extra?.json ?? ""
        #expect(errors.contains("{\"index\":1,\"code\":\"unknown_member\""), "\(errors)")
        #expect(errors.contains("did you mean \\\"value\\\"?"))
        #expect(errors.contains("{\"index\":3,\"code\":\"invalid_body\""))
        #expect(!errors.contains("\"index\":0") && !errors.contains("\"index\":2"))
    }

    @Test func `a body that is no JSON is refused with its byte`() {
        let problem = #expect(throws: Problem.self) { _ = try compose("[{\"value\":1},{]", .document) }
        #expect(problem?.code == "malformed_json")
        #expect(problem?.numbers.first?.value == 14)
    }

    @Test func `a bad line is told where it stands in the body`() {
        let problem = #expect(throws: Problem.self) {
            _ = try compose("{\"value\":1}\n{\"value\":}\n", .lines)
        }
        #expect(problem?.extra?.json.contains("byte 21 of the body") == true, "\(problem?.extra?.json ?? "")")
    }

    @Test func `a message that is no JSON is named where JSON is required`() {
        let problem = #expect(throws: Problem.self) {
            _ = try compose("[{\"value\":1},{\"text\":\"x\"}]", .document, requiresJSON: true)
        }
        #expect(problem?.extra?.json.contains("{\"index\":1,\"code\":\"body_not_json\"") == true)
    }

    @Test func `more than ten thousand messages are refused with the limit`() {
        let body = String(repeating: "{\"value\":1}\n", count: Limits.batchMessagesMax + 1)
        let problem = #expect(throws: Problem.self) { _ = try compose(body, .lines) }
        #expect(problem?.code == "too_many_messages")
        #expect(problem?.numbers.first?.value == Limits.batchMessagesMax)
    }

    @Test func `what is no batch is told what is one`() {
        let problem = #expect(throws: Problem.self) { _ = try compose("{\"value\":1}", .document) }
        #expect(problem?.code == "unknown_member" || problem?.code == "invalid_body")
    }
}
