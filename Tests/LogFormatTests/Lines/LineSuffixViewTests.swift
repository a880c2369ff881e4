import Base
import JSONText
import TestSupport
import Testing

@testable import LogFormat

struct LineSuffixViewTests {
    private func view<Result>(_ line: String, _ body: (LineSuffixView) -> Result) throws -> Result {
        try line.withByteView { view throws(FormatError) in body(try LineSuffixView(parsing: view)) }
    }

    private func bytes(_ write: (inout ByteBuffer) -> Void) -> String {
        var out = ByteBuffer()
        write(&out)
        return out.bytes.string
    }

    @Test func `a stored suffix gives back its parts`() throws {
        let line = try compose(
            .posted(ByteView("{\"a\":\r\n1}")), type: .sent(ByteView("a/b; c=\"d\"+json")),
            key: ByteView("k\n"),
            headers: [("a", "1"), ("b", "é\t"), ("A", "2")], eventTime: Instant(milliseconds: 5)
        ).get()
        try view(line) { view in
            #expect(view.form == .text)
            #expect(view.eventTime == Instant(milliseconds: 5))
            #expect(bytes { view.writeKey(into: &$0) } == "k\n")
            #expect(bytes { view.writeContentType(into: &$0) } == "a/b; c=\"d\"+json")
            #expect(bytes { view.writeRawBody(into: &$0) } == "{\"a\":\r\n1}")
            #expect(bytes { view.writeMessageMembers(into: &$0) } + "}\n" == line)
            var headers: [String] = []
            view.forEachHeader { headers.append("\($0.string)=\($1.string)") }
            #expect(headers == ["a=1", "a=2", "b=é\t"])
        }
    }

    @Test(
        arguments: [
            ("\"value\":1}\n", "application/json"), ("\"text\":\"\"}\n", "text/plain"),
            ("\"base64\":\"\"}\n", "application/octet-stream"),
            ("\"content_type\":null,\"value\":1}\n", nil), ("\"content_type\":\"x\",\"value\":1}\n", "x"),
            ("\"key\":\"k\",\"tombstone\":true}\n", nil),
        ] as [(String, String?)])
    func `the content type is what was sent or meant`(line: String, type: String?) throws {
        try view(line) { view in
            var out = ByteBuffer()
            #expect(view.writeContentType(into: &out) == (type != nil))
            #expect(out.bytes.string == type ?? "")
        }
    }

    @Test func `a key that is absent, empty or bytes is told apart`() throws {
        #expect(try !view("\"text\":\"\"}\n") { $0.hasKey })
        #expect(try view("\"key\":\"\",\"text\":\"\"}\n") { $0.hasKey })
        let key = try view("\"key_base64\":\"/wA=\",\"text\":\"\"}\n") { view in
            var out = ByteBuffer()
            view.writeKey(into: &out)
            return out.bytes.array
        }
        #expect(key == [0xFF, 0x00])
    }

    @Test func `a tombstone has no body`() throws {
        #expect(try view("\"key\":\"k\",\"tombstone\":true}\n") { $0.form } == .tombstone)
        #expect(rawBody(Array("\"key\":\"k\",\"tombstone\":true}\n".utf8)) == [])
    }

    @Test func `a suffix is read with and without its LF`() {
        for line in ["\"value\":{\"a\":[1]}}\n", "\"value\":{\"a\":[1]}}"] {
            #expect(rawBody(Array(line.utf8)) == Array("{\"a\":[1]}".utf8))
        }
    }

    @Test func `a body that looks like members is not taken for them`() {
        let body = Array("{\"text\":\"x\",\"value\":\"}\\n\",\"breaks\":[1]}".utf8)
        #expect(rawBody(posted(body, "application/json")) == body)
    }

    @Test(arguments: [
        "", "\n", "}", "}\n", "\"value\":1", "\"key\":\"k\"}\n", "\"valu\":1}\n",
        "\"key\":\"k\" \"value\":1}\n", "\"key\":1,\"value\":1}\n",
        "\"text\":\"a\",\"key\":\"k\"}\n", "\"headers\":{},\"key\":\"k\",\"value\":1}\n",
        "\"key\":\"a\",\"key\":\"b\",\"value\":1}\n",
        "\"text\":\"a}\n", "\"event_time\":\"x\",\"value\":1}\n", "\"text\":\"a\"b}\n",
    ])
    func `a line that Martlet does not write is refused`(line: String) {
        #expect(rawBody(Array(line.utf8)) == nil)
    }

    @Test(arguments: ["[9]", "[-9,1]", "[0]", "[99999999999999999999999]", "[]"])
    func `breaks that point past the body change nothing outside it`(breaks: String) {
        let raw = rawBody(Array("\"breaks\":\(breaks),\"value\":[ ]}\n".utf8))
        #expect(raw == Array("[ ]".utf8))
    }
}
