import Base
import HTTPWire
import Testing

@Suite struct RequestParserTests {
    @Test func `a head that fills its bound without an end is refused at once`() {
        let bytes = Array("GET / HTTP/1.1\r\nX: ".utf8) + [UInt8](repeating: 97, count: Limits.headBytesMax)
        #expect(outcome(bytes[..<(Limits.headBytesMax - 1)]) == .incomplete)
        #expect(outcome(bytes[..<Limits.headBytesMax]) == .refused(Refusal(.headTooLarge)))
    }

    @Test func `what follows the head is not touched`() {
        let bytes = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n\0\n\r".utf8)
        #expect(outcome(bytes[...]) == .head(bytes.count - 3))
    }

    @Test func `a large head may be followed by any number of bytes`() {
        let head = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
        #expect(outcome((head + [UInt8](repeating: 0, count: 100_000))[...]) == .head(head.count))
    }

    @Test func `a refused request leaves nothing of the one before`() {
        var parser = RequestParser()
        var head = RequestHead()
        let first = Array("HEAD /a HTTP/1.0\r\n\r\n".utf8)
        #expect(first.withByteView { parser.parse($0, into: &head) } == .head(first.count))
        #expect(head.method == .head)
        let refusal = Array("\n".utf8).withByteView { parser.parse($0, into: &head) }
        #expect(refusal == .refused(Refusal(.bareLineFeed)))
        #expect(head.method == .other)
        #expect(head.minorVersion == 1)
        #expect(head.targetRange.isEmpty == true)
    }

    private func outcome(_ bytes: ArraySlice<UInt8>) -> RequestParser.Outcome {
        var parser = RequestParser()
        var head = RequestHead()
        return Array(bytes).withByteView { parser.parse($0, into: &head) }
    }
}
