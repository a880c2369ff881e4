import Base
import JSONText
import Testing

struct PatternFaultTests {
    /// The refusal of a pattern, in which `¦` marks the place where it must be noticed.
    private func refusal(
        _ marked: String, source: SourceLocation = #_sourceLocation
    ) throws -> JSONError.Reason {
        let place = try #require(marked.utf8.firstIndex(of: 0xC2))
        let position = marked.utf8.distance(from: marked.utf8.startIndex, to: place)
        let text = String(marked.filter { $0 != "¦" })
        return try #require(
            text.withByteView { text in
                do throws(JSONError) {
                    _ = try Pattern(compiling: text)
                    return nil
                } catch {
                    #expect(error.position == position, sourceLocation: source)
                    return error.reason
                }
            }, sourceLocation: source)
    }

    @Test(arguments: [
        (#"¦[]"#, PatternFault.notAnObject), (#" ¦7"#, .notAnObject), (#"¦{}"#, .emptyObject),
        (#"{"a":¦1}"#, .notAField), (#"{"a":¦"x"}"#, .notAField), (#"{"a":¦[]}"#, .emptyList),
        (#"{"a":¦{}}"#, .emptyObject), (#"{"a":[1,¦[2]]}"#, .notAMatcher), (#"{"a":[¦{}]}"#, .notAnOperator),
        (#"{"a":[¦{"prefix":"x","suffix":"y"}]}"#, .notAnOperator),
        (#"{"a":[{¦"cidr":"10.0.0.0/8"}]}"#, .unknownOperator),
        (#"{"a":[{"prefix":¦1}]}"#, .notAString), (#"{"a":[{"suffix":¦["x"]}]}"#, .notAString),
        (#"{"a":[{"prefix":{¦"prefix":"x"}}]}"#, .unknownOperator),
        (#"{"a":[{"equals-ignore-case":¦null}]}"#, .notAString), (#"{"a":[{"wildcard":¦[]}]}"#, .notAString),
        (#"{"a":[{"wildcard":¦"a\\b"}]}"#, .wildcardEscape),
        (#"{"a":[{"wildcard":¦"a\\"}]}"#, .wildcardEscape), (#"{"a":[{"exists":¦1}]}"#, .notABoolean),
        (#"{"a":[{"numeric":¦5}]}"#, .notARange), (#"{"a":[{"numeric":¦[]}]}"#, .notARange),
        (#"{"a":[{"numeric":[¦"!=",1]}]}"#, .notARange), (#"{"a":[{"numeric":[¦">"]}]}"#, .notARange),
        (#"{"a":[{"numeric":["<",1,¦">",0]}]}"#, .notARange),
        (#"{"a":[{"numeric":[">",1,¦">",0]}]}"#, .notARange),
        (#"{"a":[{"numeric":["=",1,¦"<",2]}]}"#, .notARange),
        (#"{"a":[{"numeric":[¦1,">"]}]}"#, .notARange), (#"{"a":[{"numeric":[">",¦"1"]}]}"#, .notANumber),
        (#"{"a":[{"numeric":¦[">",1,"<=",1.0]}]}"#, .emptyRange),
        (#"{"a":[{"numeric":¦[">",2,"<",1]}]}"#, .emptyRange), (#"{"a":[¦1e1000000001]}"#, .exponent),
        (#"{"a":[¦-1e-9999999999999999999999]}"#, .exponent),
        (#"{"a":[{"anything-but":¦[]}]}"#, .emptyList),
        (#"{"a":[{"anything-but":[¦{"prefix":"x"}]}]}"#, .notAMatcher),
        (#"{"a":[{"anything-but":{¦"numeric":["=",1]}}]}"#, .unknownOperator),
        (#"{"a":[{"anything-but":¦{"prefix":[]}}]}"#, .emptyList),
        (#"{"$or":¦{"a":[1]}}"#, .notAlternatives), (#"{"$or":¦[]}"#, .emptyList),
        (#"{"$or":[{"a":[1]},¦3]}"#, .notAlternatives), (#"{"$or":[{"a":[1]},¦{}]}"#, .emptyObject),
    ])
    func `what cannot be is refused where it stands`(pattern: String, fault: PatternFault) throws {
        #expect(try refusal(pattern) == .pattern(fault))
    }

    @Test func `what is not JSON is refused where it stops being it`() throws {
        #expect(try refusal("¦") == .expected(.value))
        #expect(try refusal(#"{"a":[1,¦]}"#) == .expected(.value))
        #expect(try refusal(#"{"a":[1]} ¦x"#) == .expected(.end))
        #expect(try refusal(#"{"a":[1],¦"a":[2]}"#) == .duplicateMember)
        let open = String(repeating: #"{"a":"#, count: Limits.patternDepthMax)
        #expect(try refusal(open + "¦{") == .expected(.fewerLevels))
    }

    @Test func `every bound holds at its value and is refused past it`() throws {
        func values(_ count: Int) -> String { (0..<count).map { "\($0)" }.joined(separator: ",") }
        func fields(_ count: Int) -> String { (0..<count).map { "\"\($0)\":[1]" }.joined(separator: ",") }
        func stars(_ count: Int) -> String {
            Array(repeating: #"{"wildcard":"*"}"#, count: count).joined(separator: ",")
        }
        let most = Limits.patternValuesMax
        #expect(try compiles(#"{"a":[\#(values(most))]}"#))
        #expect(try refusal(#"{"a":[\#(values(most)),¦7]}"#) == .pattern(.tooManyValues))
        let fieldsMax = Limits.patternConditionsMax
        #expect(try compiles(#"{\#(fields(fieldsMax))}"#))
        #expect(
            try refusal(#"{\#(fields(fieldsMax - 1)),"$or":[{"a":[1]},{"a":¦[2]}]}"#)
                == .pattern(.tooManyConditions))
        let wildcardsMax = Limits.patternWildcardsMax
        #expect(try compiles(#"{"a":[\#(stars(wildcardsMax))]}"#))
        #expect(
            try refusal(#"{"a":[\#(stars(wildcardsMax)),{"wildcard":¦"*"}]}"#) == .pattern(.tooManyWildcards))
        let frame = #"{"a":[""]}"#
        let text = String(repeating: "x", count: Limits.patternBytesMax - frame.utf8.count)
        #expect(try compiles(#"{"a":["\#(text)"]}"#))
        #expect(try refusal(#"{"a":["\#(text)"]}¦ "#) == .pattern(.tooLong))
        #expect(try compiles(#"{"a":[1e999999999,1e-1000000000]}"#))
    }

    private func compiles(_ pattern: String) throws -> Bool {
        _ = try pattern.withByteView { text throws(JSONError) in try Pattern(compiling: text) }
        return true
    }
}
