import Base
import JSONText
import Testing

struct PatternTests {
    private func takes(_ pattern: String, _ document: String) throws -> Bool {
        let pattern = try pattern.withByteView { text throws(JSONError) in try Pattern(compiling: text) }
        return document.withByteView { pattern.matches($0) }
    }

    /// Which of some values of the field `a` a list of matchers takes.
    private func taken(_ matchers: String, of values: [String]) throws -> [String] {
        try values.filter { try takes("{\"a\":\(matchers)}", "{\"a\":\($0)}") }
    }

    private let kinds = ["null", "true", "false", "0", "1", "\"\"", "\"1\"", "\"null\"", "{}", "[]"]

    @Test(arguments: ["null", "true", "false", "0", "1", "\"\"", "\"1\"", "\"null\""])
    func `a value takes itself and no other kind`(value: String) throws {
        #expect(try taken("[\(value)]", of: kinds) == [value])
    }

    @Test func `one of several matchers is enough, and all fields must hold`() throws {
        let pattern = #"{"a":["x", 1, {"prefix":"y"}],"b":[true]}"#
        #expect(try takes(pattern, #"{"a":"x","b":true}"#))
        #expect(try takes(pattern, #"{"b":true,"c":[{}],"a":"yes"}"#))
        #expect(!(try takes(pattern, #"{"a":"x"}"#)))
        #expect(!(try takes(pattern, #"{"a":"x","b":false}"#)))
    }

    @Test func `numbers are equal as decimals however they are written`() throws {
        let ones = ["1", "1.0", "10e-1", "0.1e1", "1E0", "0.00000000001E+11", "1e-0"]
        #expect(try taken("[1.00]", of: ones + ["-1", "1.01", "1e1", "0.9999999999999999999999"]) == ones)
        #expect(try taken("[-0.0]", of: ["0", "-0", "0e999999999999999999999", "1e-300"]).count == 3)
    }

    @Test func `neighbours that a double cannot tell apart are told apart`() throws {
        #expect(try taken("[9007199254740993]", of: ["9007199254740992", "9007199254740993"]).count == 1)
        #expect(
            try taken(#"[{"numeric":[">",0.1]}]"#, of: ["0.1", "0.10000000000000000000000000001"]).count == 1)
        #expect(try taken("[1e400]", of: ["1e401", "1e400", "10e399"]).count == 2)
    }

    @Test func `numbers beyond every exponent stay beyond`() throws {
        let huge = "1e99999999999999999999999999"
        let tiny = "1e-99999999999999999999999999"
        let values = [huge, "-" + huge, tiny, "-" + tiny]
        #expect(try taken(#"[{"numeric":[">",1e999999]}]"#, of: values) == [huge])
        #expect(try taken(#"[{"numeric":["<",-1e999999]}]"#, of: values) == ["-" + huge])
        #expect(try taken(#"[{"numeric":[">",0,"<",1e-999999]}]"#, of: values) == [tiny])
    }

    @Test func `a range holds its ends as it says`() throws {
        let values = ["-1", "0", "0.0", "4.99", "5", "5.00", "5.01", "\"3\"", "null", "true"]
        #expect(try taken(#"[{"numeric":[">",0,"<=",5]}]"#, of: values) == ["4.99", "5", "5.00"])
        #expect(try taken(#"[{"numeric":[">=",0,"<",5]}]"#, of: values) == ["0", "0.0", "4.99"])
        #expect(try taken(#"[{"numeric":["<",0]}]"#, of: values) == ["-1"])
        #expect(try taken(#"[{"numeric":["=",5e0]}]"#, of: values) == ["5", "5.00"])
        #expect(try taken(#"[{"numeric":[">=",5,"<=",5]}]"#, of: values) == ["5", "5.00"])
    }

    @Test func `a prefix and a suffix are whole and count plain characters`() throws {
        let values = [#""""#, #""é""#, #""\u00e9x""#, #""x\u00E9""#, #""xé""#, #""e""#, "1"]
        #expect(try taken(#"[{"prefix":"é"}]"#, of: values) == [#""é""#, #""\u00e9x""#])
        #expect(try taken(#"[{"suffix":"\u00e9"}]"#, of: values) == [#""é""#, #""x\u00E9""#, #""xé""#])
        #expect(try taken(#"[{"prefix":""}]"#, of: values).count == 6)
        #expect(try taken(#"[{"suffix":"longer than it"}]"#, of: values).isEmpty)
    }

    @Test func `case is ignored of ASCII letters, also at the ends`() throws {
        let values = [#""Straße""#, #""STRAßE""#, #""straſse""#, #""\u0053traße""#, #""@traße""#]
        #expect(try taken(#"[{"equals-ignore-case":"sTRAßE"}]"#, of: values).count == 3)
        #expect(try taken(#"[{"prefix":{"equals-ignore-case":"ST"}}]"#, of: values).count == 4)
        #expect(try taken(#"[{"suffix":{"equals-ignore-case":"E"}}]"#, of: values).count == 5)
        #expect(try taken(#"[{"equals-ignore-case":"É"}]"#, of: [#""é""#, #""É""#]) == [#""É""#])
    }

    @Test func `a wildcard's stars take anything, and its pieces keep their order`() throws {
        let values = [#""ab""#, #""a-b""#, #""aab""#, #""ba""#, #""aXbXb""#, #""a""#, #""""#]
        #expect(try taken(#"[{"wildcard":"a*b"}]"#, of: values).count == 4)
        #expect(try taken(#"[{"wildcard":"*"}]"#, of: values + ["1", "null"]).count == 7)
        #expect(try taken(#"[{"wildcard":"a*X*b"}]"#, of: values) == [#""aXbXb""#])
        #expect(try taken(#"[{"wildcard":"a**b"}]"#, of: values).count == 4)
        #expect(try taken(#"[{"wildcard":"a"}]"#, of: values) == [#""a""#])
        #expect(try taken(#"[{"wildcard":""}]"#, of: values) == [#""""#])
        #expect(
            try taken(#"[{"wildcard":"aba*aba"}]"#, of: [#""aba""#, #""ababa""#, #""abaaba""#]).count == 1)
        #expect(try taken(#"[{"wildcard":"*aab*"}]"#, of: [#""aaab""#, #""aabb""#, #""abab""#]).count == 2)
    }

    @Test func `an escaped star of a wildcard is a star`() throws {
        let values = [#""a*b""#, #""axb""#, #""a\\b""#, #""a\u002ab""#]
        #expect(try taken(#"[{"wildcard":"a\\*b"}]"#, of: values) == [#""a*b""#, #""a\u002ab""#])
        #expect(try taken(#"[{"wildcard":"*\\\\b"}]"#, of: values) == [#""a\\b""#])
    }

    @Test func `anything but takes scalars of every kind that are not excluded, and not nothing`() throws {
        let values = kinds + [#""x""#, #""xy""#]
        #expect(try taken(#"[{"anything-but":"x"}]"#, of: values).count == values.count - 3)
        #expect(try taken(#"[{"anything-but":["x",1.0,null,true]}]"#, of: values).count == values.count - 6)
        #expect(try taken(#"[{"anything-but":{"prefix":"x"}}]"#, of: values).count == values.count - 4)
        #expect(try taken(#"[{"anything-but":{"suffix":["y","l"]}}]"#, of: values).count == values.count - 4)
        #expect(try taken(#"[{"anything-but":{"equals-ignore-case":"XY"}}]"#, of: [#""xY""#]).isEmpty)
        #expect(try taken(#"[{"anything-but":{"wildcard":"x*"}}]"#, of: [#""xY""#, #""y""#]) == [#""y""#])
        #expect(!(try takes(#"{"a":[{"anything-but":"x"}]}"#, "{}")))
    }

    @Test func `exists looks at the name alone`() throws {
        #expect(try taken(#"[{"exists":true}]"#, of: kinds) == kinds)
        #expect(try taken(#"[{"exists":false}]"#, of: kinds).isEmpty)
        #expect(!(try takes(#"{"a":[{"exists":true}]}"#, #"{"b":1}"#)))
        #expect(try takes(#"{"a":[{"exists":false}]}"#, #"{"b":1}"#))
        #expect(try takes(#"{"a":[{"exists":false},1]}"#, #"{"a":1}"#))
    }

    @Test(arguments: [
        "{}", #"{"a":null}"#, #"{"a":1}"#, #"{"a":[]}"#, #"{"a":{}}"#, #"{"a":[{"b":1},2]}"#, "[]", "7",
    ])
    func `below what is no object nothing exists`(document: String) throws {
        #expect(try takes(#"{"a":{"b":[{"exists":false}]}}"#, document))
        #expect(!(try takes(#"{"a":{"b":[{"exists":true}],"c":[{"exists":true}]}}"#, document)))
    }

    @Test func `an array matches by any element, through arrays in it`() throws {
        #expect(try takes(#"{"a":["x"]}"#, #"{"a":[1,[["y"],{"x":"x"},"x"]]}"#))
        #expect(!(try takes(#"{"a":["x"]}"#, #"{"a":[1,["y"],{"a":"x"}]}"#)))
        #expect(try takes(#"{"a":[{"anything-but":"x"}]}"#, #"{"a":["x","y"]}"#))
        #expect(!(try takes(#"{"a":[{"anything-but":"x"}]}"#, #"{"a":["x","x"]}"#)))
    }

    @Test func `a nested object matches by one element as a whole`() throws {
        let pattern = #"{"a":{"b":[1],"c":[2]}}"#
        #expect(try takes(pattern, #"{"a":[{"b":1,"c":3},{"b":1,"c":2}]}"#))
        #expect(!(try takes(pattern, #"{"a":[{"b":1,"c":3},{"b":3,"c":2}]}"#)))
        #expect(try takes(pattern, #"[7,{"a":{"c":[2],"b":[0,1]}}]"#))
    }

    @Test func `one object of every $or must hold, beside its other fields`() throws {
        let pattern = #"{"a":[1],"$or":[{"b":[2]},{"c":[3],"$or":[{"d":[4]},{"d":{"e":[5]}}]}]}"#
        #expect(try takes(pattern, #"{"a":1,"b":2}"#))
        #expect(!(try takes(pattern, #"{"b":2}"#)))
        #expect(!(try takes(pattern, #"{"a":1,"c":3}"#)))
        #expect(try takes(pattern, #"{"a":1,"c":3,"d":4}"#))
        #expect(try takes(pattern, #"{"a":1,"c":3,"d":{"e":5}}"#))
        #expect(!(try takes(pattern, #"{"a":1,"d":4}"#)))
    }

    @Test func `the same field in several objects of an $or is read once and asked for each`() throws {
        let pattern = #"{"$or":[{"a":{"b":[1],"c":[1]}},{"a":{"b":[2]}},{"a":["x"]}]}"#
        #expect(try takes(pattern, #"{"a":{"b":2}}"#))
        #expect(try takes(pattern, #"{"a":{"b":1,"c":1}}"#))
        #expect(!(try takes(pattern, #"{"a":{"b":1}}"#)))
        #expect(try takes(pattern, #"{"a":"x"}"#))
    }

    @Test func `names are compared plain, and of a repeated one the last counts`() throws {
        #expect(try takes(#"{"\u0061é":[1]}"#, #"{"a\u00e9":1}"#))
        #expect(!(try takes(#"{"a":[1]}"#, #"{"a":1,"a":2}"#)))
        #expect(try takes(#"{"a":[1]}"#, #"{"a":{"x":[2]},"\u0061":1}"#))
    }

    @Test func `an empty document and one too deep are not taken`() throws {
        #expect(!(try takes(#"{"a":[1]}"#, "")))
        #expect(!(try takes(#"{"a":[1]}"#, #"{"a":"# + String(repeating: "[", count: 100_000))))
        let deepest = String(repeating: "[", count: 127) + "1" + String(repeating: "]", count: 127)
        #expect(try takes(#"{"a":[1]}"#, "{\"a\":\(deepest)}"))
    }
}
