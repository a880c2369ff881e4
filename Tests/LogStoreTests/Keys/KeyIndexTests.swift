import Base
import LogFormat
import TestSupport
import Testing

@testable import LogStore

/// A key index against a dictionary.
struct KeyIndexTests {
    static let hasher = KeyHasher(key: SipHash.Key(low: 1, high: 2))

    static func key(_ number: Int) -> KeyHash { "key-\(number)".withByteView { hasher.hash($0) } }

    @Test(arguments: Seed.first(5))
    func `an index says of each key what a dictionary says`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let index = KeyIndex(liveFrom: .zero, isEmpty: true)
        var oracle: [Int: KeyLatest] = [:]
        var superseded = 0
        let keys = Int.random(in: 1...3000, using: &random)
        for step in 0..<4_000 {
            let number = Int.random(in: 0..<keys, using: &random)
            let offset = Offset(UInt64(step))
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                if let latest = oracle[number], Bool.random(using: &random) {
                    index.forget(Self.key(number), at: latest.offset)
                    oracle[number] = nil
                } else {
                    // Not its latest offset: nothing happens.
                    index.forget(Self.key(number), at: offset)
                }
            case 1:
                index.feed(Self.key(number).ofTombstone, at: offset)
                if oracle[number] != nil { superseded += 1 }
                oracle[number] = KeyLatest(offset: offset, isTombstone: true)
            default:
                index.feed(Self.key(number), at: offset)
                if oracle[number] != nil { superseded += 1 }
                oracle[number] = KeyLatest(offset: offset, isTombstone: false)
            }
        }
        for number in 0..<keys { #expect(index.latest(of: Self.key(number)) == oracle[number]) }
        let counts = index.counts
        #expect(counts.keys == oracle.count)
        #expect(counts.tombstones == oracle.count { $0.value.isTombstone })
        #expect(counts.superseded == superseded)
    }

    @Test(arguments: Seed.first(10))
    func `the order of feeding does not matter`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let messages = (0..<500).map { (offset: $0, key: Int.random(in: 0..<60, using: &random)) }
        let forward = KeyIndex(liveFrom: .zero, isEmpty: true)
        for message in messages { forward.feed(Self.key(message.key), at: Offset(UInt64(message.offset))) }
        let mixed = KeyIndex(liveFrom: .zero, isEmpty: true)
        for message in messages.shuffled(using: &random) + messages.prefix(100) {
            mixed.feed(Self.key(message.key), at: Offset(UInt64(message.offset)))
        }
        for key in 0..<60 { #expect(mixed.latest(of: Self.key(key)) == forward.latest(of: Self.key(key))) }
    }

    @Test(arguments: Seed.first(3))
    func `a sweep forgets what lies before the start, and nothing else`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let index = KeyIndex(liveFrom: .zero, isEmpty: true)
        for number in 0..<5_000 { index.feed(Self.key(number), at: Offset(UInt64(number))) }
        let start = Int.random(in: 0...5_000, using: &random)
        var fed = 5_000
        var place: UInt64? = 0
        while let now = place {
            place = index.sweep(at: now, before: Offset(UInt64(start)))
            // The table goes on growing meanwhile.
            for number in fed..<fed + 600 { index.feed(Self.key(number), at: Offset(UInt64(number))) }
            fed += 600
        }
        for number in 0..<fed where (index.latest(of: Self.key(number)) != nil) != (number >= start) {
            Issue.record("key \(number) with start \(start)")
            return
        }
        #expect(index.counts.keys == fed - start)
    }

    @Test func `a key takes at most 24 bytes once there are thousands`() {
        let index = KeyIndex(liveFrom: .zero, isEmpty: true)
        var worst = 0
        for number in 0..<12_000 {
            index.feed(Self.key(number), at: Offset(UInt64(number)))
            if number > 2000, number % 64 == 0 { worst = max(worst, index.counts.bytes * 10 / (number + 1)) }
        }
        #expect(worst <= 240)
    }

    @Test func `keys that share all bits of the hash are one key`() {
        let few = KeyHasher(key: SipHash.Key(low: 1, high: 2), keptBits: 1)
        let index = KeyIndex(liveFrom: .zero, isEmpty: true)
        for number in 0..<5000 {
            "key-\(number)".withByteView { index.feed(few.hash($0), at: Offset(UInt64(number))) }
        }
        #expect(index.counts.keys <= 2)
    }

    @Test func `hashes with equal leading bits make long segments, not deep ones`() {
        let index = KeyIndex(liveFrom: .zero, isEmpty: true)
        let keys = (0..<4500).map { KeyHash(word: Self.key($0).word & 0xFFFF_FFFF | 1 << 40, mark: 0) }
        for (number, key) in keys.enumerated() { index.feed(key, at: Offset(UInt64(number))) }
        for (number, key) in keys.enumerated() {
            #expect(index.latest(of: key)?.offset == Offset(UInt64(number)))
        }
    }

    @Test func `a message without a key is passed over`() {
        let index = KeyIndex(liveFrom: .zero, isEmpty: true)
        index.feed(.none, at: .zero)
        #expect(index.counts.keys == 0)
    }
}
