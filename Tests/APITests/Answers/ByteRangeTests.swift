import Base
import Testing

@testable import API

@Suite struct ByteRangeTests {
    private func range(_ field: String, of size: Int = 100) -> ByteRange {
        field.withByteView { ByteRange($0, of: size) }
    }

    @Test func `one range is understood in each of its three forms`() {
        #expect(range("bytes=0-0") == .part(0..<1))
        #expect(range("bytes=10-19") == .part(10..<20))
        #expect(range("Bytes = 10-19") == .whole)
        #expect(range("BYTES=10-19") == .part(10..<20))
        #expect(range("bytes=90-") == .part(90..<100))
        #expect(range("bytes=-7") == .part(93..<100))
    }

    @Test func `what lies behind the end is cut or refused`() {
        #expect(range("bytes=90-400") == .part(90..<100))
        #expect(range("bytes=-400") == .part(0..<100))
        #expect(range("bytes=99-99999999999999999999999") == .part(99..<100))
        #expect(range("bytes=100-") == .unsatisfiable)
        #expect(range("bytes=99999999999999999999999-") == .unsatisfiable)
        #expect(range("bytes=-0") == .unsatisfiable)
        #expect(range("bytes=0-", of: 0) == .unsatisfiable)
    }

    @Test func `what is not understood is answered with the whole`() {
        for field in [
            "", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=9-3", "bytes=a-b", "bytes=1-2,5-6",
            "lines=1-2",
            "bytes=--3", "bytes=+1-2",
        ] { #expect(range(field) == .whole, "\(field)") }
        #expect(ByteRange(nil, of: 100) == .whole)
    }
}
