import Base
import Testing

@testable import LogFormat

struct CloudEventWriterTests {
    private let attributes = [
        ("ce-specversion", "1.0"), ("ce-type", "com.example.someevent"), ("ce-source", "/mycontext"),
        ("ce-id", "C234-1234-1234"),
    ]

    /// What one message is written as, without the attributes of `attributes`.
    private func written(
        _ body: MessageParts.Body, _ type: MessageParts.ContentType, headers: [(String, String)]? = nil
    ) throws -> String {
        let suffix = try compose(body, type: type, headers: headers ?? attributes).get()
        let text = try render(suffix)
        let lead =
            #"{"ce-specversion":"1.0","#.replacing("ce-", with: "")
            + #""type":"com.example.someevent","source":"/mycontext","id":"C234-1234-1234""#
        guard headers == nil else { return text }
        #expect(text.hasPrefix(lead), "\(text)")
        return String(text.dropFirst(lead.count).dropLast())
    }

    private func render(_ suffixes: String, count: Int = 1, partition: UInt32? = 3) throws -> String {
        let event = appended(suffixes, count: count, partition: partition, first: 17)
        let view = try AppendedView(decoding: event.bytes)
        var renderer = LineRenderer(cloudEventsFrom: ByteView("/v1/topics/t"))
        var budget = LineBudget()
        var out = ByteBuffer()
        let next = renderer.render(.appended(view), from: Offset(0), budget: &budget, into: &out)
        #expect(next == Offset(UInt64(17 + count)) && budget.taken == count)
        return out.bytes.string
    }

    @Test func `JSON stands under data`() throws {
        let json = ByteView("{\"appinfoA\" : \"abc\"}")
        #expect(
            try written(.posted(json), .sent(ByteView("application/json")))
                == #","datacontenttype":"application/json","data":{"appinfoA" : "abc"}"#)
        #expect(
            try written(.posted(ByteView("1.5")), .sent(ByteView("text/json; charset=UTF-8")))
                == #","datacontenttype":"text/json; charset=UTF-8","data":1.5"#)
    }

    @Test func `text stands under data as a string`() throws {
        #expect(
            try written(.posted(ByteView("<much wow=\"xml\"/>")), .sent(ByteView("application/xml")))
                == #","datacontenttype":"application/xml","data":"<much wow=\"xml\"/>""#)
        #expect(
            try written(.posted(ByteView("{}")), .sent(ByteView("text/plain")))
                == #","datacontenttype":"text/plain","data":"{}""#)
    }

    @Test func `anything else stands under data_base64`() throws {
        #expect(
            try written(.posted(ByteView("abc")), .sent(ByteView("application/vnd.apache.thrift.binary")))
                == #","datacontenttype":"application/vnd.apache.thrift.binary","data_base64":"YWJj""#)
        #expect(
            try written(.posted(ByteView("not json")), .sent(ByteView("application/json")))
                == #","datacontenttype":"application/json","data_base64":"bm90IGpzb24=""#)
        #expect(
            try written(.posted(ByteView("abc")), .sent(ByteView("text/plain; charset=iso-8859-1")))
                == #","datacontenttype":"text/plain; charset=iso-8859-1","data_base64":"YWJj""#)
    }

    @Test func `without a type nothing is assumed of the data`() throws {
        #expect(
            try written(.posted(ByteView("{ \"xyz\": 123 }")), .none)
                == #","data_base64":"eyAieHl6IjogMTIzIH0=""#)
    }

    @Test func `an empty body is no data`() throws {
        #expect(try written(.posted(.empty), .none) == "")
        #expect(
            try written(.posted(.empty), .sent(ByteView("text/plain"))) == #","datacontenttype":"text/plain""#
        )
    }

    @Test func `headers that are no attributes are left out`() throws {
        let text = try written(
            .text(ByteView("x")), .formDefault,
            headers: attributes + [("source", "till-7"), ("ce-a-b", "1"), ("ce-ext", "5")])
        #expect(
            text
                == #"{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","id":"C234-1234-1234","#
                + #""ext":"5","datacontenttype":"text/plain","data":"x"}"#)
    }

    @Test func `a message that is no event becomes one`() throws {
        let first = try compose(.value(ByteView("1"), hasBreaks: false), key: ByteView("k")).get()
        let second = try compose(.tombstone, key: ByteView("k")).get()
        #expect(
            try render(first + second, count: 2)
                == #"{"specversion":"1.0","id":"3-17","source":"/v1/topics/t","type":"martlet.message","#
                + #""time":"2026-11-22T10:00:00.123Z","partitionkey":"k","#
                + #""datacontenttype":"application/json","data":1},"#
                + #"{"specversion":"1.0","id":"3-18","source":"/v1/topics/t","type":"martlet.tombstone","#
                + #""time":"2026-11-22T10:00:00.123Z","partitionkey":"k"}"#)
    }

    @Test func `so does one with two values of an attribute, or of another version`() throws {
        let twice = try written(
            .text(ByteView("x")), .formDefault, headers: attributes + [("ce-id", "again")])
        #expect(twice.contains("martlet.message"))
        let old = try written(
            .text(ByteView("x")), .formDefault,
            headers: [("ce-specversion", "0.3")] + attributes.dropFirst())
        #expect(old.contains("martlet.message"))
    }

    @Test func `the budget counts what is written`() throws {
        let suffix = try compose(.value(ByteView("1"), hasBreaks: false)).get()
        let event = appended(suffix + suffix, count: 2)
        let view = try AppendedView(decoding: event.bytes)
        var renderer = LineRenderer(cloudEventsFrom: ByteView("/t"))
        var budget = LineBudget(bytes: 200)
        var out = ByteBuffer()
        let next = renderer.render(.appended(view), from: Offset(0), budget: &budget, into: &out)
        #expect(next == Offset(1) && budget.isSpent && budget.taken == 1)
        #expect(out.bytes.last == UInt8(ascii: "}"))
    }
}
