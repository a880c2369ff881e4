import Base
import HTTPWire
import Testing

@Suite struct PathSegmentsTests {
    @Test(
        arguments: [
            ("/", []), ("/a", ["a"]), ("/v1/topics/a", ["v1", "topics", "a"]), ("/a/", ["a", ""]),
            ("//", ["", ""]), ("/a//b", ["a", "", "b"]), ("/a%2Fb/c", ["a%2Fb", "c"]),
            ("/../.", ["..", "."]),
            ("*", []),
        ] as [(String, [String])])
    func `a path falls into its segments`(path: String, segments: [String]) {
        path.withByteView { bytes in
            var found: [String] = []
            var iterator = PathSegments(bytes)
            while let segment = iterator.next() { found.append(segment.string) }
            #expect(found == segments)
        }
    }
}
