import Base
import Testing

@testable import API

@Suite struct EventFieldTextTests {
    private func decode(_ value: String) -> String {
        var out = ByteBuffer()
        EventFieldText.decode(bytes(value), into: &out)
        return out.bytes.string
    }

    @Test func `the specification's example comes and goes`() {
        var out = ByteBuffer()
        EventFieldText.encode(bytes("Euro € 😀"), into: &out)
        #expect(out.bytes.string == "Euro%20%E2%82%AC%20%F0%9F%98%80")
        #expect(decode(out.bytes.string) == "Euro € 😀")
    }

    @Test(arguments: [
        ("plain/value", "plain/value"), ("%e2%82%ac", "€"), ("%41%2F", "A/"), ("%2541", "%41"),
        ("100%", "100%"),
        ("5%zz", "5%zz"), ("\"Euro \\\"x\\\" y\"", "Euro \"x\" y"), ("\"a%20b\"", "a b"),
        ("\"open", "\"open"),
        ("\"a\"b\"", "\"a\"b\""), ("\"\"", ""), ("\"\\\"", "\"\\\""),
    ])
    func `quotes and percent-encoding come off once`(sent: String, meant: String) {
        #expect(decode(sent) == meant)
    }

    @Test func `space, quote, percent and what is not ASCII are encoded, nothing else`() {
        var out = ByteBuffer()
        EventFieldText.encode(bytes("a b\"c%d\u{7F}~!/?#[]é"), into: &out)
        #expect(out.bytes.string == "a%20b%22c%25d%7F~!/?#[]%C3%A9")
    }
}
