import Base
import HTTPWire
import Testing

@Suite struct PercentCodingTests {
    @Test(arguments: [
        ("plain", "plain"), ("a%20b", "a b"), ("%C3%BC%c3%bc", "üü"), ("%2541", "%41"), ("a+b", "a+b"),
        ("", ""), ("%2F%2f", "//"), ("100%25", "100%"),
    ])
    func `paths are decoded once, plus signs stay`(text: String, decoded: String) throws {
        var scratch = ByteBuffer()
        let found = try text.withByteView { bytes throws(Refusal) in
            #expect(PercentCoding.isWellFormed(bytes))
            return try PercentCoding.decoded(bytes, in: &scratch).string
        }
        #expect(found == decoded)
    }

    @Test(arguments: ["%", "a%", "%2", "%zz", "%2g", "%g2", "% 2", "%00", "a%25%"])
    func `malformed triplets and NUL are refused`(text: String) {
        text.withByteView { bytes in
            #expect(!PercentCoding.isWellFormed(bytes))
            #expect(throws: Refusal(.badPercentEncoding)) {
                var scratch = ByteBuffer()
                try PercentCoding.decode(bytes, into: &scratch)
            }
        }
    }

    @Test func `what needs no decoding is not copied`() throws {
        var scratch = ByteBuffer()
        let name = ByteView("name")
        let found = try PercentCoding.decoded(name, in: &scratch)
        #expect(found.base == name.base)
        #expect(scratch.count == 0)
    }
}
