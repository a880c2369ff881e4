import Base
import TestSupport
import Testing

@testable import API

@Suite struct CursorTests {
    private func cursor(_ seed: Seed) -> Cursor {
        var random = SplitMix64(seed: seed.value)
        let count = Int.random(in: 1...40, using: &random)
        return Cursor(
            topic: EntityID(random.next()), nameHash: UInt32(truncatingIfNeeded: random.next() as UInt64),
            turn: Int.random(in: 0..<count, using: &random),
            offsets: (0..<count).map { _ in
                Offset((random.next() as UInt64) >> UInt64.random(in: 11...63, using: &random))
            })
    }

    @Test(arguments: Seed.first(100))
    func `a cursor reads back as it was written`(seed: Seed) {
        let cursor = cursor(seed)
        #expect(Cursor(bytes(cursor.text)) == cursor)
        #expect(cursor.text.hasPrefix("c1."))
    }

    @Test(arguments: Seed.first(20))
    func `no change of a character goes unseen`(seed: Seed) {
        let text = Array(cursor(seed).text.utf8)
        let alphabet = Array("ABCabc019-_".utf8)
        for index in 3..<text.count {
            var changed = text
            for letter in alphabet where letter != text[index] {
                changed[index] = letter
                #expect(Cursor(bytes(changed)) == nil)
            }
        }
    }

    @Test(arguments: Seed.first(20))
    func `no part of a cursor is one`(seed: Seed) {
        let text = Array(cursor(seed).text.utf8)
        for count in 0..<text.count { #expect(Cursor(bytes(Array(text[0..<count]))) == nil) }
    }

    @Test(arguments: ["", "c1.", "c1.AAAA", "c2.AAAA", "earliest", "c1.////", "c1.AAAAAAAAAAAAAAAA"])
    func `what was never written as one is none`(text: String) {
        #expect(Cursor(bytes(text)) == nil)
    }

    @Test func `256 partitions at the last offset fit in 4 KiB`() {
        let cursor = Cursor(
            topic: EntityID(.max), nameHash: .max, turn: 255,
            offsets: Array(repeating: Offset(1 << 53 - 1), count: Limits.partitionsMax))
        #expect(cursor.text.utf8.count <= Cursor.textBytesMax)
        #expect(Cursor(bytes(cursor.text)) == cursor)
    }

    @Test func `topics of the same name in other namespaces have other hashes`() {
        #expect(Cursor.hash(namespace: "a", name: "x") != Cursor.hash(namespace: "b", name: "x"))
    }
}
