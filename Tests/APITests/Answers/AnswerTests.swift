import Base
import Testing

@testable import API

@Suite struct AnswerTests {
    @Test(arguments: [
        ("\"a\"", true), ("*", true), ("W/\"a\"", true), ("\"b\", \"a\"", true), ("\"b\"", false),
        ("", false),
        ("a", false),
    ])
    func `If-None-Match names a tag`(field: String, expected: Bool) {
        #expect(ETag.matches(bytes(field), bytes("\"a\"")) == expected)
    }

    @Test(arguments: [
        ("text/html", true), ("Text/HTML; charset=utf-8", true), ("image/svg+xml", true),
        ("application/xml", true),
        ("application/javascript", true), ("application/pdf", true), ("application/json", false),
        ("text/plain", false), ("image/png", false), ("", false),
    ])
    func `what a browser would run is active`(type: String, expected: Bool) {
        #expect(RawMessage.isActive(bytes(type)) == expected)
    }

    @Test func `bytes that no field can hold are percent-encoded`() {
        var out = ByteBuffer()
        PercentText.write(bytes("a-1 ü\r\n"), into: &out)
        #expect(out.bytes.string == "a-1%20%C3%BC%0D%0A")
    }

    @Test func `the binary carries openapi`() {
        #expect(Description.text.hasPrefix("openapi: 3.1.0\n"))
    }
}
