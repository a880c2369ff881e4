import Base
import JSONText
import TestSupport
import Testing

struct JSONWriterTests {
    @Test func `commas stand where they are due`() {
        var out = ByteBuffer()
        JSONWriter.openObject(into: &out)
        JSONWriter.member("a", 1, into: &out)
        JSONWriter.member("b", "x\"y", into: &out)
        JSONWriter.name("c", into: &out)
        JSONWriter.openArray(into: &out)
        JSONWriter.number(-1, into: &out)
        JSONWriter.string("{", into: &out)
        JSONWriter.boolean(true, into: &out)
        JSONWriter.null(into: &out)
        JSONWriter.openObject(into: &out)
        JSONWriter.closeObject(into: &out)
        JSONWriter.raw(ByteView("[1]"), into: &out)
        JSONWriter.closeArray(into: &out)
        JSONWriter.member("d", Instant(milliseconds: 0), into: &out)
        JSONWriter.member("e", Interval.seconds(90), into: &out)
        JSONWriter.member("f", false, into: &out)
        JSONWriter.member("g", UInt64.max, into: &out)
        JSONWriter.closeObject(into: &out)
        #expect(
            out.bytes.string
                == "{\"a\":1,\"b\":\"x\\\"y\",\"c\":[-1,\"{\",true,null,{},[1]],"
                + "\"d\":\"1970-01-01T00:00:00.000Z\","
                + "\"e\":\"1m30s\",\"f\":false,\"g\":18446744073709551615}")
    }

    @Test func `strings that end like an opening still get their comma`() {
        var out = ByteBuffer()
        JSONWriter.openArray(into: &out)
        for text in ["[", "{", ",", ":", "\n"] { JSONWriter.string(text, into: &out) }
        JSONWriter.closeArray(into: &out)
        #expect(out.bytes == "[\"[\",\"{\",\",\",\":\",\"\\n\"]")
    }

    @Test func `control characters, quotes and backslashes are escaped and nothing else`() {
        var out = ByteBuffer()
        JSONString.escape(ByteView("a\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}é😀\u{2028}"), into: &out)
        #expect(out.bytes == "a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é😀\u{2028}")
    }

    @Test func `bytes that are not UTF-8 are repaired where that is asked for`() {
        var out = ByteBuffer()
        [0x61, 0xFF, 0x0A].withByteView { JSONWriter.lossyString($0, into: &out) }
        #expect(out.bytes == "\"a\u{FFFD}\\n\"")
    }

    @Test(arguments: Seed.first(200))
    func `what is escaped is valid and comes back`(seed: Seed) {
        var maker = RandomJSON(seed)
        var text = maker.anything()
        while !text.withByteView({ UTF8Text.isValid($0) }) { text = maker.anything() }
        var escaped = ByteBuffer()
        text.withByteView { JSONWriter.string($0, into: &escaped) }
        #expect(firstError(escaped.bytes.array) == nil)
        var plain = ByteBuffer()
        JSONString.unescape(escaped.bytes[1..<escaped.count - 1], into: &plain)
        #expect(plain.bytes.array == text)
    }

    @Test func `escapes at the edges of the forms of UTF-8 are read`() {
        var plain = ByteBuffer()
        JSONString.unescape(ByteView("\\u007f\\u0080\\u07FF\\u0800\\ud7ff\\uE000\\uFFFF"), into: &plain)
        JSONString.unescape(ByteView("\\uD800\\uDC00\\udbff\\udfff\\uDBC0\\uDC01"), into: &plain)
        #expect(
            plain.bytes == "\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}\u{100001}")
    }

    @Test func `every kind of escape is read`() {
        var plain = ByteBuffer()
        JSONString.unescape(
            ByteView("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\uD83D\\ude00\\u0000x"), into: &plain)
        #expect(plain.bytes == "\"\\/\u{8}\u{C}\n\r\tAé€😀\u{0}x")
    }
}
