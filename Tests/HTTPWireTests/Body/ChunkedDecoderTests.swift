import Base
import HTTPWire
import TestSupport
import Testing

@Suite struct ChunkedDecoderTests {
    @Test(arguments: Seed.first(100))
    func `what is encoded in chunks decodes to itself, in pieces of any size`(seed: Seed) throws {
        var random = SplitMix64(seed: seed.value)
        let count = Int.random(in: 0...300, using: &random)
        let content = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        var encoded = ByteBuffer()
        var rest = content[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(Int.random(in: 1...40, using: &random)))
            piece.withByteView { ChunkFraming.write($0, into: &encoded) }
            rest = rest.dropFirst(piece.count)
        }
        ChunkFraming.end(into: &encoded)
        var decoder = ChunkedDecoder(bytesMax: 300)
        var output = ByteBuffer()
        var start = 0
        while start < encoded.count {
            #expect(decoder.isComplete == false)
            let end = Swift.min(encoded.count, start + Int.random(in: 1...60, using: &random))
            let taken = try decoder.decode(encoded.bytes[start..<end], into: &output)
            #expect(taken == end - start)
            start = end
        }
        #expect(decoder.isComplete == true)
        #expect(output.bytes.array == content)
        #expect(decoder.decodedBytes == content.count)
    }

    @Test func `every split in two gives the same body and leaves the same rest`() throws {
        let text = ByteView("3;x=\"y\"\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nA: b\r\nC: d\r\n\r\nGET /")
        for cut in 0...text.count {
            var decoder = ChunkedDecoder(bytesMax: 100)
            var output = ByteBuffer()
            var taken = try decoder.decode(text[0..<cut], into: &output)
            taken += try decoder.decode(text.dropping(taken), into: &output)
            #expect(decoder.isComplete == true)
            #expect(taken == text.count - 5, "cut at \(cut)")
            #expect(output.bytes == "abc0123456789abcdef")
        }
    }

    @Test func `a body of just the largest size is taken`() throws {
        var decoder = ChunkedDecoder(bytesMax: 5)
        var output = ByteBuffer()
        _ = try decoder.decode(ByteView("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), into: &output)
        #expect(decoder.isComplete == true)
    }

    @Test func `a chunk that would make it larger is refused before its bytes come`() {
        #expect(throws: Refusal(.bodyTooLarge)) {
            var decoder = ChunkedDecoder(bytesMax: 5)
            var output = ByteBuffer()
            _ = try decoder.decode(ByteView("3\r\nabc\r\n3"), into: &output)
        }
    }

    @Test(arguments: [1, 9, 15, 16, 255, 256, 4096, 65_535, 1_048_576, Int.max])
    func `sizes are written in hex without leading zeros`(count: Int) {
        let line = written { ChunkFraming.beginChunk(of: count, into: &$0) }
        #expect(line == String(count, radix: 16) + "\r\n")
        #expect(line.utf8.count <= ChunkFraming.headBytesMax)
    }
}
