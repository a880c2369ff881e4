import Base
import JSONText
import TestSupport
import Testing

struct PatternPropertyTests {
    @Test(arguments: Seed.first(40))
    func `a compiled pattern takes what the slow one takes`(seed: Seed) throws {
        var maker = RandomPattern(seed)
        for _ in 0..<15 {
            let tree = maker.pattern()
            let text = tree.json { _ in maker.below(3) == 0 }
            let pattern = try text.withByteView { text throws(JSONError) in try Pattern(compiling: text) }
            for _ in 0..<12 {
                let document = maker.below(10) == 0 ? maker.document() : maker.object()
                let json = document.json { _ in maker.below(3) == 0 }
                let wanted = PatternOracle.matches(tree, document)
                #expect(json.withByteView { pattern.matches($0) } == wanted, "\(text) over \(json)")
                guard case .object = document else { continue }
                let members = String(json.dropFirst())
                #expect(members.withByteView { pattern.matches(members: $0) } == wanted)
            }
        }
    }

    @Test func `the random patterns take some documents and leave some`() {
        var maker = RandomPattern(Seed(7))
        var taken = 0
        for _ in 0..<1_000 where PatternOracle.matches(maker.pattern(), maker.object()) { taken += 1 }
        #expect((50...900).contains(taken))
    }

    @Test(arguments: Seed.first(20))
    func `a spoiled pattern compiles or is refused at a place in it`(seed: Seed) {
        var maker = RandomPattern(seed)
        var spoiler = RandomJSON(seed)
        for _ in 0..<25 {
            let spoiled = spoiler.spoiled(Array(maker.pattern().json().utf8))
            let document = Array(maker.object().json().utf8)
            spoiled.withByteView { text in
                do throws(JSONError) {
                    let pattern = try Pattern(compiling: text)
                    _ = document.withByteView { pattern.matches($0) }
                } catch { #expect((0...text.count).contains(error.position)) }
            }
        }
    }

    @Test(arguments: Seed.first(20))
    func `a document that is not valid ends a match without a trap`(seed: Seed) throws {
        var maker = RandomPattern(seed)
        var spoiler = RandomJSON(seed)
        for _ in 0..<25 {
            let pattern = try maker.pattern().json().withByteView { text throws(JSONError) in
                try Pattern(compiling: text)
            }
            let spoiled = spoiler.spoiled(Array(maker.object().json().utf8))
            spoiled.withByteView { document in
                if JSONOracle.firstError(spoiled) != nil { #expect(!pattern.matches(document)) }
            }
        }
    }
}
