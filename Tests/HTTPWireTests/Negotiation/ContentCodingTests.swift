import Base
import HTTPWire
import Testing

@Suite struct ContentCodingTests {
    @Test(arguments: [
        ("", false), ("gzip", true), ("GZIP, deflate, br", true), ("deflate, gzip;q=0", false),
        ("x-gzip", true),
        ("*", true), ("*;q=0", false), ("gzip;q=0, *", false), ("br", false), ("identity", false),
        ("gzip;q=0.001", true), ("gzip;q=9", false), ("*, gzip;q=0", false),
    ])
    func `gzip is sent only to who takes it`(field: String, accepts: Bool) {
        #expect(field.withByteView { ContentCoding.acceptsGzip($0) } == accepts)
    }

    @Test func `without the field nothing is compressed`() { #expect(!ContentCoding.acceptsGzip(nil)) }

    @Test(
        arguments: [("gzip", .gzip), ("X-GZip", .gzip), ("identity", .identity), ("", .identity)]
            as [(String, ContentCoding)])
    func `known codings are known`(field: String, coding: ContentCoding) throws {
        #expect(try field.withByteView { bytes throws(Refusal) in try ContentCoding(bytes) } == coding)
    }

    @Test(arguments: ["br", "gzip, gzip", "deflate", "gzip;q=1"])
    func `other codings are refused`(field: String) {
        #expect(throws: Refusal(.unsupportedContentCoding)) {
            _ = try field.withByteView { bytes throws(Refusal) in try ContentCoding(bytes) }
        }
    }
}
