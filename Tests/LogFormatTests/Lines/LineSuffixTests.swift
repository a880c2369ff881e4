import Base
import JSONText
import TestSupport
import Testing

@testable import LogFormat

struct LineSuffixTests {
    // MARK: the bytes of format version 1

    @Test func `a whole suffix has its members in the order of the format`() throws {
        let suffix = try compose(
            .posted(ByteView("{\r\n  \"a\": 1\n}\n")), type: .sent(ByteView("application/problem+json")),
            key: ByteView("k\"1"),
            headers: [("X-Trace", "t1"), ("b", "1"), ("x-trace", "t2")],
            eventTime: Instant(milliseconds: 1_795_341_600_123)
        ).get()
        #expect(
            suffix
                == "\"event_time\":\"2026-11-22T10:00:00.123Z\",\"key\":\"k\\\"1\","
                + "\"headers\":{\"x-trace\":[\"t1\",\"t2\"],\"b\":\"1\"},"
                + "\"content_type\":\"application/problem+json\","
                + "\"breaks\":[-2,1,9,2],\"value\":{    \"a\": 1 } }\n"
        )
    }

    @Test(
        arguments: [
            ("{\"a\":1}", "application/json", "\"value\":{\"a\":1}}\n"),
            ("", "application/json", "\"content_type\":\"application/json\",\"text\":\"\"}\n"),
            (
                "{\"a\":1", "application/json",
                "\"content_type\":\"application/json\",\"text\":\"{\\\"a\\\":1\"}\n"
            ),
            (
                " 1 ", "Application/JSON; charset=\"UTF-8\"",
                "\"content_type\":\"Application/JSON; charset=\\\"UTF-8\\\"\",\"value\": 1 }\n"
            ),
            (
                "1", "application/json;charset=latin1",
                "\"content_type\":\"application/json;charset=latin1\",\"text\":\"1\"}\n"
            ),
            (
                "\u{FEFF}1", "application/json",
                "\"content_type\":\"application/json\",\"text\":\"\u{FEFF}1\"}\n"
            ),
            ("1", "application/vnd.api+json", "\"content_type\":\"application/vnd.api+json\",\"value\":1}\n"),
            ("1", "text/json", "\"content_type\":\"text/json\",\"value\":1}\n"),
            ("1", "text/plain", "\"text\":\"1\"}\n"),
            ("a\nb", "text/plain", "\"text\":\"a\\nb\"}\n"),
            ("null", nil, "\"content_type\":null,\"value\":null}\n"),
            ("", nil, "\"content_type\":null,\"text\":\"\"}\n"),
            ("hello", nil, "\"content_type\":null,\"text\":\"hello\"}\n"),
            (
                "{}", "application/x-www-form-urlencoded",
                "\"content_type\":\"application/x-www-form-urlencoded\",\"value\":{}}\n"
            ),
            (
                "a=b", "application/x-www-form-urlencoded",
                "\"content_type\":\"application/x-www-form-urlencoded\",\"text\":\"a=b\"}\n"
            ),
            (
                "{}", "application/octet-stream",
                "\"content_type\":\"application/octet-stream\",\"text\":\"{}\"}\n"
            ),
            (
                "\"\\ud800\"", "application/json",
                "\"content_type\":\"application/json\",\"text\":\"\\\"\\\\ud800\\\"\"}\n"
            ),
        ] as [(String, StaticString?, String)])
    func `type and bytes decide the form`(body: String, type: StaticString?, suffix: String) {
        #expect(posted(body, type) == suffix)
    }

    @Test func `bytes that are not UTF-8 become base64`() {
        let suffix = { (type: StaticString?) in String(decoding: posted([0xFF, 0x00], type), as: UTF8.self) }
        #expect(suffix("application/octet-stream") == "\"base64\":\"/wA=\"}\n")
        #expect(suffix("application/json") == "\"content_type\":\"application/json\",\"base64\":\"/wA=\"}\n")
        #expect(suffix(nil) == "\"content_type\":null,\"base64\":\"/wA=\"}\n")
    }

    @Test func `the items of a batch say their form themselves`() throws {
        #expect(try compose(.value(ByteView("1"), hasBreaks: false)).get() == "\"value\":1}\n")
        #expect(try compose(.text(ByteView("1"))).get() == "\"text\":\"1\"}\n")
        #expect(try compose(.base64(ByteView("AA=="))).get() == "\"base64\":\"AA==\"}\n")
        #expect(
            try compose(.value(ByteView("1"), hasBreaks: false), type: .none).get()
                == "\"content_type\":null,\"value\":1}\n")
        #expect(try compose(.tombstone, key: ByteView("k")).get() == "\"key\":\"k\",\"tombstone\":true}\n")
    }

    @Test func `an empty key is a key, and one that is not UTF-8 is base64`() throws {
        #expect(try compose(.text(.empty), key: .empty).get() == "\"key\":\"\",\"text\":\"\"}\n")
        let suffix = [0xFF].withByteView { compose(.text(.empty), key: $0) }
        #expect(try suffix.get() == "\"key_base64\":\"/w==\",\"text\":\"\"}\n")
        #expect(try compose(.text(.empty), key: ByteView("é\n")).get() == "\"key\":\"é\\n\",\"text\":\"\"}\n")
    }

    @Test(
        arguments: [("\n", [1]), ("\r", [-1]), ("ab\r\ncd\n", [-3, 1, 3]), ("\n\n\r\r", [1, 1, -1, -1])]
            as [(String, [Int])])
    func `breaks are the lengths of the lines, negative for CR`(space: String, breaks: [Int]) {
        // Letters stand for spaces of the body, so that the table reads well.
        let body = String(
            String.UnicodeScalarView(space.unicodeScalars.map { $0.isASCII && $0.value > 32 ? " " : $0 }))
        let list = breaks.map(String.init).joined(separator: ",")
        let blanks = String(repeating: " ", count: space.utf8.count)
        #expect(posted(body + "1", "application/json") == "\"breaks\":[\(list)],\"value\":\(blanks)1}\n")
    }

    @Test func `the example of the format document holds`() {
        let body = "{\r\n\"a\": 1\n}\n"
        let suffix = "\"breaks\":[-2,1,7,2],\"value\":{  \"a\": 1 } }\n"
        #expect(posted(body, "application/json") == suffix)
        #expect(rawBody(Array(suffix.utf8)) == Array(body.utf8))
    }

    // MARK: refusals

    @Test func `a topic that takes JSON alone refuses the rest with the place of the fault`() throws {
        #expect(
            compose(.posted(ByteView("{\"a\":")), requiresJSON: true)
                == .failure(.notJSON(JSONError(.expected(.value), at: 5))))
        #expect(compose(.text(ByteView("1")), requiresJSON: true) == .failure(.notValue))
        #expect(compose(.base64(ByteView("")), requiresJSON: true) == .failure(.notValue))
        #expect(try compose(.tombstone, key: ByteView("k"), requiresJSON: true).get().hasPrefix("\"key\""))
        #expect(
            try compose(.posted(ByteView("1")), type: .sent(ByteView("text/plain")), requiresJSON: true).get()
                .contains("\"value\":1"))
    }

    @Test func `what is too large or malformed is refused`() {
        let key = [UInt8](repeating: UInt8(ascii: "k"), count: Limits.keyBytesMax + 1)
        #expect(
            key.withByteView { compose(.text(.empty), key: $0) } == .failure(.keyTooLong(bytes: key.count)))
        #expect(compose(.base64(ByteView("AA="))) == .failure(.bodyBase64(position: 3)))
        let many = (0...Limits.headerCountMax).map { ("h\($0)", "") }
        #expect(compose(.text(.empty), headers: many) == .failure(.tooManyHeaders))
        let long = String(repeating: "x", count: Limits.headerBytesMax)
        #expect(compose(.text(.empty), headers: [("a", long)]) == .failure(.headersTooLong))
        for name in ["", "a b", "a:", "é", "a\n"] {
            #expect(compose(.text(.empty), headers: [(name, "")]) == .failure(.headerName(position: 0)))
        }
        for value in ["a\r\nb", "\u{0}", "\u{7F}"] {
            #expect(compose(.text(.empty), headers: [("a", value)]) == .failure(.headerValue(position: 0)))
        }
    }

    @Test func `a refused message leaves nothing behind`() {
        var out = ByteBuffer()
        out.append("before")
        let parts = MessageParts(body: .posted(ByteView("{")), key: ByteView("k"), requiresJSON: true)
        #expect(throws: LineError.self) { try LineSuffix.compose(parts, headers: HeaderList(), into: &out) }
        #expect(out.bytes == "before")
    }

    // MARK: round trips

    @Test(arguments: Seed.first(250))
    func `any body comes back byte for byte, under any type`(seed: Seed) {
        var maker = RandomJSON(seed)
        let types: [StaticString?] = [
            "application/json", nil, "text/plain", "application/octet-stream",
            "application/x-www-form-urlencoded",
            "application/cloudevents+json; charset=utf-8", "application/json; charset=utf-16",
        ]
        for type in types {
            let body = maker.anything()
            let suffix = posted(body, type)
            #expect(suffix.firstIndex { $0 == 0x0A || $0 == 0x0D } == suffix.count - 1, "one line")
            #expect(rawBody(suffix) == body)
            let line = [UInt8(ascii: "{")] + suffix
            #expect(line.withByteView { view in (try? JSONScanner.scan(view, depthMax: 128)) != nil })
        }
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `128 levels are a value and 129 are text, and both come back`(open: String, close: String) {
        for levels in [127, 128, 129] {
            let body = Array(
                (String(repeating: open, count: levels) + "\n0" + String(repeating: close, count: levels))
                    .utf8)
            let suffix = posted(body, "application/json")
            #expect(String(decoding: suffix, as: UTF8.self).contains("\"text\"") == (levels > 128))
            #expect(rawBody(suffix) == body)
        }
    }

    @Test func `a large pretty-printed body comes back with its last newline`() {
        var body = "\r\n[\r\n"
        for index in 0..<3_000 { body += "    {\r\n\t\"n\": \(index),\n\r \"t\": \"\\r\\n\"\n    },\n" }
        body += "null]\n\n"
        #expect(rawBody(posted(Array(body.utf8), "application/json")) == Array(body.utf8))
    }
}
