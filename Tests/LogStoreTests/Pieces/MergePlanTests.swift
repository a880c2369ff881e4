import Base
import LogFormat
import LogStore
import TestSupport
import Testing

@Suite struct MergePlanTests {
    private static func piece(_ first: Int, _ bytes: Int, _ density: Density = .fast) -> PieceEntry {
        var entry = PieceEntry(
            log: LogID(1), generation: 1, first: Offset(UInt64(first)), end: Offset(UInt64(first + 1)),
            density: density)
        entry.fileBytes = bytes
        return entry
    }

    @Test(arguments: Seed.first(10))
    func `bytes are written a few times only, and few pieces wait`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let largest = 1 << Int.random(in: 14...24, using: &random)
        var pieces: [PieceEntry] = []
        var (added, written) = (0, 0)
        for number in 0..<500 {
            let bytes = Int.random(in: 12_000...largest, using: &random)
            pieces.append(Self.piece(number, bytes))
            added += bytes
            while let range = MergePlan.merge(pieces) {
                let sum = pieces[range].reduce(0) { $0 + $1.fileBytes }
                #expect(range.count > 1 && sum <= Limits.segmentBytes)
                written += sum
                pieces.replaceSubrange(
                    range, with: [Self.piece(Int(pieces[range.lowerBound].first.rawValue), sum)])
            }
            let waiting = pieces.filter { $0.fileBytes < Limits.segmentBytes / 2 }
            #expect(waiting.count <= 40)
        }
        #expect(written <= 4 * added)
    }

    @Test func `nothing is merged before it is worth it`() {
        #expect(MergePlan.merge([]) == nil)
        #expect(MergePlan.merge([Self.piece(0, 20_000), Self.piece(1, 20_000)]) == nil)
        let small = (0..<4).map { Self.piece($0, 20_000) }
        #expect(MergePlan.merge(small) == 0..<4)
        #expect(MergePlan.merge([Self.piece(0, 40 << 20)] + small) == 1..<5)
    }

    @Test func `the oldest piece worth it is compressed harder`() {
        #expect(MergePlan.recompress([]) == nil)
        let pieces = [Self.piece(0, 9 << 20, .dense), Self.piece(1, 1_000), Self.piece(2, 9 << 20)]
        #expect(MergePlan.recompress(pieces) == 2)
        #expect(MergePlan.recompress([Self.piece(0, 9 << 20, .dense)]) == nil)
    }
}
