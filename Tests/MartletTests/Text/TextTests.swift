import Base
import JSONText
import Testing

@testable import martlet

@Suite struct TextTests {
    @Test(arguments: [
        ("1GiB", 1 << 30), ("64 MiB", 64 << 20), ("500MB", 500_000_000), ("4096", 4096), ("0B", 0),
        ("1kib", 1024),
    ])
    func `a byte count is read`(text: String, bytes: Int) { #expect(ByteCount.parse(text) == bytes) }

    @Test(arguments: ["", "GiB", "1G", "-1", "1.5GiB", "9223372036854775807KiB"])
    func `what is no byte count is refused`(text: String) { #expect(ByteCount.parse(text) == nil) }

    @Test(arguments: [0, 1, 1023, 1024, 1 << 30, 3 << 20, 5_000_000])
    func `a byte count survives being written`(bytes: Int) {
        #expect(ByteCount.parse(ByteCount.text(of: bytes)) == bytes)
    }

    @Test func `the nearest word is found`() {
        let words = ["listen", "loops", "journal_bytes_max"]
        #expect(Resemblance.closest(to: "lissten", among: words) == "listen")
        #expect(Resemblance.closest(to: "journal_byte_max", among: words) == "journal_bytes_max")
        #expect(Resemblance.closest(to: "colour", among: words) == nil)
    }

    @Test func `a target is a queue, a topic, or an exchange with or without a routing key`() {
        #expect(TargetText.parse("queue:a")?.text == #"{"queue":"a"}"#)
        #expect(TargetText.parse("exchange:shop", of: TargetText.all)?.text == #"{"exchange":"shop"}"#)
        #expect(
            TargetText.parse("exchange:shop/a/b", of: TargetText.all)?.text
                == #"{"exchange":"shop","routing_key":"a/b"}"#)
        #expect(TargetText.parse("exchange:shop") == nil)
        #expect(TargetText.parse("nowhere:a", of: TargetText.all) == nil)
    }

    @Test(arguments: [
        (#"{"queue":"a"}"#, "queue:a"), (#"{"exchange":"shop","routing_key":"a.b"}"#, "exchange:shop/a.b"),
        (#"{"exchange":"shop"}"#, "exchange:shop"), (#"{"max":1}"#, nil), (#"{"queue":"a","max":1}"#, nil),
    ])
    func `a target is shown as options say it`(json: String, text: String?) throws {
        #expect(try json.withByteView { try TargetText.shown(JSONValue(checking: $0)) } == text)
    }

    @Test func `a string becomes a JSON literal`() {
        #expect(JSONLiteral.string("a\"b\\\n\u{1}ü") == #""a\"b\\\n\u0001ü""#)
    }
}
