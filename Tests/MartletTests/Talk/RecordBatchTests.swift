import Base
import Testing

@testable import martlet

@Suite struct RecordBatchTests {
    private func body(
        _ messages: [[UInt8]], key: String? = nil, headers: [String] = [], isTextOnly: Bool = false
    ) -> String {
        let headers = headers.compactMap { PublishHeader(argument: $0) }
        var batch = RecordBatch(key: key, headers: headers, isTextOnly: isTextOnly)
        for message in messages { message.withByteView { batch.add($0) } }
        return String(decoding: batch.body, as: UTF8.self)
    }

    @Test func `JSON is a value, other text a text, other bytes base64`() {
        let messages =
            [#"{"a":1}"#, "17", "hello \"you\"", "{broken"].map { Array($0.utf8) } + [[0xFF, 0xFE]]
        #expect(
            body(messages) == #"[{"value":{"a":1}},{"value":17},{"text":"hello \"you\""},"#
                + #"{"text":"{broken"},{"base64":"//4="}]"#)
    }

    @Test func `an empty message is an empty text`() { #expect(body([[]]) == #"[{"text":""}]"#) }

    @Test func `JSON is text where that is wished`() {
        #expect(body([Array("17".utf8)], isTextOnly: true) == #"[{"text":"17"}]"#)
    }

    @Test func `key and headers go to every message`() {
        let wanted = #"{"key":"k\"","headers":{"a":["1","2"],"b":""},"text":"x"}"#
        let found = body([[120], [120]], key: "k\"", headers: ["a=1", "b=", "a=2"])
        #expect(found == "[\(wanted),\(wanted)]")
    }

    @Test func `nothing is an empty array, also after it was emptied`() {
        #expect(body([]) == "[]")
        var batch = RecordBatch(key: nil, headers: [], isTextOnly: false)
        "x".withByteView { batch.add($0) }
        batch.removeAll()
        #expect(batch.body == Array("[]".utf8))
    }

    @Test(arguments: ["=1", "novalue", ""])
    func `a header has a name and a value`(text: String) { #expect(PublishHeader(argument: text) == nil) }
}
