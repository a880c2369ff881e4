import Base
import TestSupport
import Testing

@testable import Node

@Suite
struct NameIndexTests {
    private final class Thing: Sendable {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    private func find(_ name: String, in index: NameIndex<Thing>) -> Int? {
        name.withByteView { index.find($0)?.number }
    }

    @Test func `a name leads to what was set last`() {
        var index = NameIndex<Thing>()
        index.set("a", Thing(1))
        index.set("a", Thing(2))
        #expect(find("a", in: index) == 2)
        #expect(index.count == 1)
    }

    @Test func `a removed name leads nowhere, and its place is used again`() {
        var index = NameIndex<Thing>()
        index.set("a", Thing(1))
        index.set("b", Thing(2))
        index.remove("a")
        index.remove("nobody")
        index.set("c", Thing(3))
        #expect(find("a", in: index) == nil)
        #expect(find("b", in: index) == 2)
        #expect(find("c", in: index) == 3)
    }

    @Test func `things are listed in the order of the bytes of their names`() {
        var index = NameIndex<Thing>()
        for (number, name) in ["b", "é", "a", "B", "a-1"].enumerated() { index.set(name, Thing(number)) }
        #expect(index.sorted.map(\.number) == [3, 2, 4, 0, 1])
    }

    @Test(arguments: Seed.first(20))
    func `it agrees with a dictionary`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var index = NameIndex<Thing>()
        var known: [String: Int] = [:]
        for number in 0..<300 {
            let name = "n\(Int.random(in: 0..<40, using: &random))"
            if Int.random(in: 0..<3, using: &random) == 0 {
                index.remove(name)
                known[name] = nil
            } else {
                index.set(name, Thing(number))
                known[name] = number
            }
        }
        #expect(index.count == known.count)
        for number in 0..<40 { #expect(find("n\(number)", in: index) == known["n\(number)"]) }
        #expect(index.sorted.map(\.number) == known.sorted { $0.key < $1.key }.map(\.value))
    }
}
