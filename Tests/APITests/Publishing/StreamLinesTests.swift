import Base
import TestSupport
import Testing

@testable import API

@Suite struct StreamLinesTests {
    @Test func `a group ends at a thousand lines`() {
        var lines = StreamLines(ByteBuffer())
        lines.append(bytes(String(repeating: "a\n", count: 2_500)))
        var counts: [Int] = []
        while let (_, count) = lines.group(evenIfSmall: false) {
            counts.append(count)
            lines.drop()
        }
        #expect(counts == [1_000, 1_000])
        #expect(lines.group(evenIfSmall: true)?.lines == 500)
    }

    @Test func `a group ends before it is over its bytes, and a longer line is one by itself`() {
        var lines = StreamLines(ByteBuffer())
        let half = String(repeating: "x", count: Limits.streamGroupBytesMax / 2) + "\n"
        let long = String(repeating: "y", count: Limits.streamGroupBytesMax * 2) + "\n"
        lines.append(bytes(half + half + long + half))
        var sizes: [Int] = []
        while let (group, _) = lines.group(evenIfSmall: false) {
            sizes.append(group.count)
            lines.drop()
        }
        #expect(sizes == [half, half, long].map(\.utf8.count))
        #expect(lines.group(evenIfSmall: true)?.bytes.count == half.utf8.count)
    }

    @Test func `an open line waits for its end or the end of all`() {
        var lines = StreamLines(ByteBuffer())
        lines.append(bytes("abc"))
        #expect(lines.group(evenIfSmall: true) == nil && lines.openBytes == 3)
        lines.append(bytes("d\nef"))
        #expect(lines.group(evenIfSmall: true)?.bytes == bytes("abcd\n"))
        lines.drop()
        lines.finish()
        #expect(lines.group(evenIfSmall: true)?.bytes == bytes("ef\n"))
        lines.drop()
        lines.finish()
        #expect(lines.group(evenIfSmall: true) == nil)
    }

    @Test(arguments: Seed.first(20))
    func `whatever the pieces, the groups are the text`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var text: [UInt8] = []
        for _ in 0..<3_000 {
            text += [UInt8](repeating: 0x61, count: Int(random.next() % 300)) + [0x0A]
        }
        var lines = StreamLines(ByteBuffer())
        var found: [UInt8] = []
        var start = 0
        while start < text.count {
            let end = min(text.count, start + 1 + Int(random.next() % 20_000))
            Array(text[start..<end]).withByteView { lines.append($0) }
            start = end
            while let (group, count) = lines.group(evenIfSmall: random.next() % 4 == 0) {
                #expect(count <= 1_000 && group.count <= Limits.streamGroupBytesMax)
                #expect(group.count(of: 0x0A) == count && group.last == 0x0A)
                found += group.array
                lines.drop()
            }
        }
        lines.finish()
        while let (group, _) = lines.group(evenIfSmall: true) {
            found += group.array
            lines.drop()
        }
        #expect(found == text)
    }
}
