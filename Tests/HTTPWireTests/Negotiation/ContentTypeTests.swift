import Base
import HTTPWire
import Testing

@Suite struct ContentTypeTests {
    @Test(
        arguments: [
            ("application/json", .json, .absent), ("Application/JSON; charset=UTF-8", .json, .utf8),
            ("application/vnd.github+json;charset=\"utf-8\"", .json, .utf8),
            ("application/x-ndjson", .ndjson, .absent), ("application/x-www-form-urlencoded", .form, .absent),
            ("text/plain;charset=latin1", .text, .other), ("application/octet-stream", .octets, .absent),
            ("image/png", .other, .absent), ("", .absent, .absent), ("+json", .other, .absent),
            ("text/plain; format=flowed; charset=utf8", .text, .utf8),
        ] as [(String, ContentType.Kind, ContentType.Charset)])
    func `a type falls into kind and character set`(
        field: String, kind: ContentType.Kind, charset: ContentType.Charset
    ) {
        let found = field.withByteView { ContentType($0) }
        #expect(found.kind == kind)
        #expect(found.charset == charset)
    }

    @Test func `no field is absent`() { #expect(ContentType(nil).kind == .absent) }
}
