import Base
import TestSupport
import Testing

struct NameTests {
    @Test(arguments: ["a", "Orders.v2", "9", "-", "a_b-c.d", String(repeating: "x", count: 240)])
    func `a name is accepted`(name: String) {
        #expect(textError(name) { view throws(TextError) in try NameText.validate(view) } == nil)
    }

    @Test(
        arguments: [
            ("", .nameEmpty), ("_a", .nameStart), (".a", .nameStart), ("a b", .nameByte(position: 1)),
            ("a/b", .nameByte(position: 1)),
            ("é", .nameByte(position: 0)), ("a:b", .nameByte(position: 1)),
            ("a\u{0}", .nameByte(position: 1)),
            (String(repeating: "x", count: 241), .nameTooLong),
        ] as [(String, TextError)])
    func `what is no name is refused`(name: String, error: TextError) {
        #expect(textError(name) { view throws(TextError) in try NameText.validate(view) } == error)
    }

    @Test(
        arguments: [
            ("partitons", "partitions"), ("ack", "ack"), ("akc", "ack"), ("Value", "value"),
            ("valeu", "value"), ("header", "headers"),
            ("zzzz", nil), ("", nil), ("retention_", "retention"), ("x", nil),
        ] as [(String, String?)])
    func `a misspelt word is led to the nearest`(word: String, nearest: String?) {
        let candidates = ["partitions", "ack", "value", "headers", "retention"]
        #expect(word.withByteView { Nearest.among(candidates, to: $0) } == nearest)
    }

    @Test(arguments: Seed.first(40))
    func `the table finds what a dictionary finds`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        var table = NameTable()
        var model: [String: UInt32] = [:]
        for id in 0..<UInt32(400) {
            // Few enough names that most come back several times.
            let name =
                String(repeating: "n", count: Int.random(in: 0..<3, using: &random))
                + "\(Int.random(in: 0..<60, using: &random))"
            name.withByteView { bytes in
                switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    let isNew = model[name] == nil
                    if isNew { model[name] = id }
                    let inserted = table.insert(bytes, id: id)
                    #expect(inserted == isNew)
                case 1:
                    let removed = table.remove(bytes)
                    let expected = model.removeValue(forKey: name)
                    #expect(removed == expected)
                default: #expect(table.find(bytes) == model[name])
                }
            }
            #expect(table.count == model.count)
        }
        for (name, id) in model { #expect(name.withByteView { table.find($0) } == id) }
    }

    @Test func `the table forgets the bytes of names it dropped`() {
        var table = NameTable()
        for round in 0..<200 {
            let name = String(repeating: "x", count: 100) + "\(round)"
            name.withByteView { bytes in
                let inserted = table.insert(bytes, id: UInt32(round))
                #expect(inserted)
                guard round % 10 != 0 else { return }
                let removed = table.remove(bytes)
                #expect(removed == UInt32(round))
            }
        }
        for round in stride(from: 0, to: 200, by: 10) {
            let name = String(repeating: "x", count: 100) + "\(round)"
            #expect(name.withByteView { table.find($0) } == UInt32(round))
        }
        #expect(table.count == 20)
    }
}
