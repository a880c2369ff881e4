import Base
import JSONText
import TestSupport
import Testing

@testable import LogFormat

struct LineComposerTests {
    /// All suffixes of a batch, or the first fault.
    private func suffixes(_ batch: [UInt8], requiresJSON: Bool = false) -> Result<String, LineError> {
        batch.withByteView { body in
            var scanner = BatchScanner(body, .document)
            var record = BatchRecord()
            var composer = LineComposer()
            var out = ByteBuffer()
            do {
                while try scanner.next(&record) {
                    let key = try composer.key(of: record, in: body)
                    try composer.compose(record, of: body, key: key, requiresJSON: requiresJSON, into: &out)
                }
            } catch let error as LineError { return .failure(error) } catch {
                Issue.record(error)
            }
            return .success(out.bytes.string)
        }
    }

    @Test func `items of a batch become lines`() throws {
        let batch = """
            [{"key":"a\\u00e9","value":{"x":1}},{"text":"a\\u000a\\"","content_type":"text\\/x"},
            {"base64":"AA==","content_type":null},
            {"key_base64":"\\/w==","headers":{"A":"1","b":["x","\\u0079"],"a":"2","c":[]},"value":
            [ 1,\r\n2 ]},{"key":"k","tombstone":true,"event_time":"1970-01-01T01:00:00+01:00"}]
            """
        #expect(
            try suffixes(Array(batch.utf8)).get()
                == "\"key\":\"aé\",\"value\":{\"x\":1}}\n"
                + "\"content_type\":\"text/x\",\"text\":\"a\\n\\\"\"}\n"
                + "\"content_type\":null,\"base64\":\"AA==\"}\n"
                + "\"key_base64\":\"/w==\",\"headers\":{\"a\":[\"1\",\"2\"],\"b\":[\"x\",\"y\"]},"
                + "\"breaks\":[-5,1],\"value\":[ 1,  2 ]}\n"
                + "\"event_time\":\"1970-01-01T00:00:00.000Z\",\"key\":\"k\",\"tombstone\":true}\n")
    }

    @Test(
        arguments: [
            ("[{\"key_base64\":\"YQ=\",\"value\":1}]", .keyBase64(position: 16)),
            ("[{\"base64\":\"YQ=\"}]", .bodyBase64(position: 12)),
            ("[{\"headers\":{\"a\":1},\"value\":1}]", .headerType(position: 17)),
            ("[{\"headers\":{\"a\":[\"b\",1]},\"value\":1}]", .headerType(position: 22)),
            ("[{\"headers\":{\"a b\":\"\"},\"value\":1}]", .headerName(position: 13)),
            ("[{\"headers\":{\"a\":\"\\r\"},\"value\":1}]", .headerValue(position: 13)),
        ] as [(String, LineError)])
    func `a fault in an item is named with its place`(batch: String, error: LineError) {
        #expect(suffixes(Array(batch.utf8)) == .failure(error))
    }

    @Test func `a topic that takes JSON alone refuses text`() {
        #expect(suffixes(Array("[{\"text\":\"\"}]".utf8), requiresJSON: true) == .failure(.notValue))
        #expect(
            suffixes(Array("[{\"value\":\"\"}]".utf8), requiresJSON: true) == .success("\"value\":\"\"}\n"))
    }

    @Test(arguments: Seed.first(100))
    func `values and texts of a batch come back as they were`(seed: Seed) throws {
        var maker = RandomJSON(seed)
        var batch = Array("[".utf8)
        var wanted: [[UInt8]] = []
        for index in 0..<5 {
            if index > 0 { batch.append(UInt8(ascii: ",")) }
            let contents = maker.stringContents()
            if index % 2 == 0 {
                let value = maker.text()
                batch +=
                    Array("{\"key\":\"".utf8) + contents + Array("\",\"value\":".utf8) + value
                    + Array("}".utf8)
                // Space around the value belongs to the batch, not to the value.
                let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
                wanted.append(Array(value.drop(while: isSpace).reversed().drop(while: isSpace).reversed()))
            } else {
                batch +=
                    Array("{\"content_type\":\"".utf8) + contents + Array("\",\"text\":\"".utf8) + contents
                    + Array("\"}".utf8)
                var plain = ByteBuffer()
                contents.withByteView { JSONString.unescape($0, into: &plain) }
                wanted.append(plain.bytes.array)
            }
        }
        let lines = try suffixes(batch + Array("]".utf8)).get().split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.dropLast().map { rawBody(Array($0.utf8)) } == wanted)
    }
}
