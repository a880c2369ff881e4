import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct CodecTests {
    static let densities: [Density] = [.stored, .fast, .dense]

    private static func deflated(_ plain: [UInt8], _ density: Density) -> [UInt8] {
        var out = ByteBuffer()
        plain.withByteView { Codecs.deflater(density).deflate($0, into: &out) }
        return out.bytes.array
    }

    private static func inflated(_ stored: [UInt8], _ count: Int, _ codec: any Inflating) -> [UInt8]? {
        var out = ByteBuffer()
        let isWhole = stored.withByteView { codec.inflate($0, plainBytes: count, into: &out) }
        return isWhole ? out.bytes.array : nil
    }

    private static func samples(_ seed: Seed) -> [[UInt8]] {
        var random = SplitMix64(seed: seed.value)
        let noise = (0..<Int.random(in: 1...3_000, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        let text = SampleLog(seed: seed.value, count: Int(seed.value * 3)).bytes
        // Parts that compress beside parts that do not.
        let long = (0..<9).flatMap { $0 % 2 == 0 ? noise + noise : text + text }
        return [text, noise, [0x0A], long, text + noise, noise + text]
    }

    @Test(arguments: densities, Seed.first(12))
    func `every codec's blocks are read by either`(density: Density, seed: Seed) {
        for plain in Self.samples(seed) {
            let stored = Self.deflated(plain, density)
            #expect(Self.inflated(stored, plain.count, IgzipInflater()) == plain)
            #expect(Self.inflated(stored, plain.count, ZlibInflater()) == plain)
            #expect(stored.suffix(4) == [0, 0, 0xFF, 0xFF])
        }
    }

    @Test(arguments: densities)
    func `lines of several megabytes make one block`(density: Density) {
        var sample = SampleLog(seed: 1, count: 0)
        sample.appendLarge(bodyBytes: 3 << 20, seed: 9)
        let stored = Self.deflated(sample.bytes, density)
        #expect(Self.inflated(stored, sample.bytes.count, IgzipInflater()) == sample.bytes)
        #expect(Self.inflated(stored, sample.bytes.count, ZlibInflater()) == sample.bytes)
    }

    @Test(arguments: densities)
    func `what does not compress grows by little`(density: Density) {
        var random = SplitMix64(seed: 5)
        let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(Self.deflated(noise, density).count <= noise.count + 15)
    }

    @Test(arguments: densities)
    func `one codec makes blocks that do not lean on each other`(density: Density) {
        let deflater = Codecs.deflater(density)
        let samples = (1...4).map { SampleLog(seed: UInt64($0), count: 40).bytes }
        let blocks = samples.map { plain in
            var out = ByteBuffer()
            plain.withByteView { deflater.deflate($0, into: &out) }
            return out.bytes.array
        }
        let inflater = Codecs.inflater()
        for index in [2, 0, 3, 1, 3] {
            #expect(Self.inflated(blocks[index], samples[index].count, inflater) == samples[index])
        }
    }

    @Test(arguments: densities)
    func `a block that holds more or less is refused`(density: Density) {
        let plain = SampleLog(seed: 3, count: 9).bytes
        let stored = Self.deflated(plain, density)
        for codec in [IgzipInflater(), ZlibInflater()] as [any Inflating] {
            #expect(Self.inflated(stored, plain.count - 1, codec) == nil)
            #expect(Self.inflated(stored, plain.count + 1, codec) == nil)
            #expect(Self.inflated([0xFF, 0xFF, 0xFF], 10, codec) == nil)
            #expect(Self.inflated(stored, plain.count, codec) == plain)
        }
    }

    @Test(arguments: Seed.first(20))
    func `no wrong bytes lead an inflater astray`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let plain = SampleLog(seed: seed.value, count: 12).bytes
        let codecs: [any Inflating] = [IgzipInflater(), ZlibInflater()]
        for density in Self.densities {
            var stored = Self.deflated(plain, density)
            for _ in 0..<10 {
                stored[Int.random(in: stored.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
                for codec in codecs {
                    let found = Self.inflated(stored, plain.count, codec)
                    #expect(found == nil || found?.count == plain.count)
                }
            }
            for codec in codecs {
                #expect(Self.inflated(Array(stored.dropLast(stored.count / 2)), plain.count, codec) == nil)
            }
        }
        for codec in codecs {
            #expect(Self.inflated(Self.deflated(plain, .fast), plain.count, codec) == plain)
        }
    }

    @Test func `lines shrink at once, and further with time`() {
        let plain = SampleLog(seed: 11, count: 400).bytes
        let fast = Self.deflated(plain, .fast).count
        #expect(fast * 3 < plain.count)
        #expect(Self.deflated(plain, .dense).count < fast)
    }

    @Test func `checksums are those of gzip`() {
        #expect(CRC32.checksum(ByteView("123456789")) == 0xCBF4_3926)
        #expect(CRC32.checksum(ByteView("456789"), seed: CRC32.checksum(ByteView("123"))) == 0xCBF4_3926)
    }
}
