import Base
import HTTPWire
import Testing

@Suite struct QueryIteratorTests {
    @Test(
        arguments: [
            ("", []), ("a=1", ["a=1"]), ("a=1&b=&c", ["a=1", "b=", "c"]), ("&&a=1&", ["a=1"]),
            ("=x", ["=x"]), ("a=b=c", ["a=b=c"]), ("a+b=c+d", ["a b=c d"]), ("a%3Db=c%26d", ["a=b=c&d"]),
            ("k=%2B%20+", ["k=+  "]), ("raw&raw", ["raw", "raw"]),
        ] as [(String, [String])])
    func `parameters come decoded and in order`(query: String, parameters: [String]) throws {
        try query.withByteView { bytes throws(Refusal) in
            var scratch = ByteBuffer()
            var found: [String] = []
            var iterator = QueryIterator(bytes)
            while let parameter = try iterator.next(in: &scratch) {
                found.append(parameter.name.string + (parameter.value.map { "=" + $0.string } ?? ""))
            }
            #expect(found == parameters)
        }
    }

    @Test func `views of one iteration stay valid to its end`() throws {
        let query = (0..<50).map { "n\($0)%20=v\($0)%20x" }.joined(separator: "&")
        try query.withByteView { bytes throws(Refusal) in
            var scratch = ByteBuffer()
            var parameters: [QueryIterator.Parameter] = []
            var iterator = QueryIterator(bytes)
            while let parameter = try iterator.next(in: &scratch) { parameters.append(parameter) }
            #expect(parameters.count == 50)
            for (index, parameter) in parameters.enumerated() {
                #expect(parameter.name.string == "n\(index) ")
                #expect(parameter.value?.string == "v\(index) x")
            }
        }
    }

    @Test func `a malformed triplet is refused`() throws {
        var scratch = ByteBuffer()
        var iterator = QueryIterator(ByteView("a=1&b=%zz"))
        let first = try iterator.next(in: &scratch)
        #expect(first?.name.string == "a")
        do throws(Refusal) {
            _ = try iterator.next(in: &scratch)
            Issue.record("taken")
        } catch {
            #expect(error.kind == .badPercentEncoding)
        }
    }
}
