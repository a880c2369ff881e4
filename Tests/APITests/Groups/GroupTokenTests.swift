import Base
import Broker
import TestSupport
import Testing

@testable import API

@Suite struct GroupTokenTests {
    private func token(_ seed: Seed) -> GroupToken {
        var random = SplitMix64(seed: seed.value)
        var log: UInt32 = 0
        let ends = (0..<Int.random(in: 0...40, using: &random)).map { _ in
            log += UInt32.random(in: 1...1_000_000, using: &random)
            return LogEnd(
                log: LogID(log),
                end: Offset((random.next() as UInt64) >> UInt64.random(in: 11...63, using: &random)))
        }
        return GroupToken(
            group: EntityID(random.next()), groupHash: UInt32(truncatingIfNeeded: random.next() as UInt64),
            memberHash: UInt32(truncatingIfNeeded: random.next() as UInt64),
            epoch: UInt64.random(in: 0...100_000, using: &random),
            turn: LogID(UInt32.random(in: 0...1_000, using: &random)), ends: ends)
    }

    @Test(arguments: Seed.first(100))
    func `a token reads back as it was written`(seed: Seed) {
        let token = token(seed)
        #expect(GroupToken(bytes(token.text)) == token)
        #expect(token.text.hasPrefix("g1."))
    }

    @Test(arguments: Seed.first(20))
    func `no change of a character goes unseen`(seed: Seed) {
        let text = Array(token(seed).text.utf8)
        let alphabet = Array("ABCabc019-_".utf8)
        for index in 3..<text.count {
            var changed = text
            for letter in alphabet where letter != text[index] {
                changed[index] = letter
                #expect(GroupToken(bytes(changed)) == nil)
            }
        }
    }

    @Test(arguments: Seed.first(20))
    func `no part of a token is one`(seed: Seed) {
        let text = Array(token(seed).text.utf8)
        for count in 0..<text.count { #expect(GroupToken(bytes(Array(text[0..<count]))) == nil) }
    }

    @Test(arguments: ["", "g1.", "g1.AAAA", "c1.AAAA", "g1.////", "g1.AAAAAAAAAAAAAAAA"])
    func `what was never written as one is none`(text: String) {
        #expect(GroupToken(bytes(text)) == nil)
    }

    @Test func `as many logs as an answer has fit in 4 KiB`() {
        let first = UInt32.max - UInt32(GroupToken.endsMax)
        let token = GroupToken(
            group: EntityID(.max), groupHash: .max, memberHash: .max, epoch: 1 << 53, turn: LogID(.max),
            ends: (0..<GroupToken.endsMax).map {
                LogEnd(log: LogID(first + UInt32($0)), end: Offset(1 << 53 - 1))
            })
        #expect(token.text.utf8.count <= GroupToken.textBytesMax)
        #expect(GroupToken(bytes(token.text)) == token)
    }
}
