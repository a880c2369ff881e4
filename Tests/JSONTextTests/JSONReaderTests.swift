import Base
import JSONText
import Testing

struct JSONReaderTests {
    /// What `read` throws for `text`, nil when it does not.
    private func error(_ text: String, _ read: (JSONValue) throws(JSONError) -> Void) -> JSONError? {
        text.withByteView { view in
            do throws(JSONError) {
                try read(try JSONValue(checking: view))
                return nil
            } catch { return error }
        }
    }

    /// The error of a getter on the member `a` of `{"a":…}`.
    private func error(of value: String, _ read: (JSONValue) throws(JSONError) -> Void) -> JSONError.Reason? {
        let found = error("{\"a\":\(value)}") { whole throws(JSONError) in
            var members = try whole.object()
            while let member = try members.next() { try read(member.value) }
        }
        if let found {
            #expect(found.position == 5)
            #expect(found.name == 2..<3)
        }
        return found?.reason
    }

    @Test func `members are pulled with their types`() throws {
        let text = """
            {"name": "caf\\u00e9", "max":100, "least":-9223372036854775808, "on":true,
             "wait":"1m30s", "none": 0,
             "at":"2026-11-22T10:00:00Z", "nothing":null, "inner":{"deep":[1,"two",{"x":[]}]},
             "empt\\u0079":{}}
            """
        try text.withByteView { view throws(JSONError) in
            var members = try JSONObjectReader(view)
            var seen: [String] = []
            while let member = try members.next() {
                seen.append(member.name.string)
                switch member.name {
                case "name": #expect(try member.value.string() == "café")
                case "max": #expect(try member.value.integer(in: 1...100) == 100)
                case "least": #expect(try member.value.integer(in: .min ... .max) == .min)
                case "on": #expect(try member.value.boolean())
                case "wait": #expect(try member.value.duration() == .seconds(90))
                case "none": #expect(try member.value.duration() == .zero)
                case "at": #expect(try member.value.time() == Instant(milliseconds: 1_795_341_600_000))
                case "nothing": #expect(member.value.isNull && member.value.raw == "null")
                case "inner":
                    var inner = try member.value.object()
                    guard let deep = try inner.next() else { throw member.value.refused(.missingBody) }
                    var elements = try deep.value.array()
                    var kinds: [String] = []
                    while let element = try elements.next() { kinds.append(element.raw.string) }
                    #expect(kinds == ["1", "\"two\"", "{\"x\":[]}"])
                    #expect(try inner.next() == nil)
                case "empty":
                    var empty = try member.value.object()
                    #expect(try empty.next() == nil)
                default: throw members.unknownMember()
                }
            }
            #expect(seen.count == 10)
        }
    }

    @Test func `no body is an empty object`() throws {
        var members = try JSONObjectReader(.empty)
        #expect(try members.next() == nil)
    }

    @Test(
        arguments: [
            ("{\"a\":1,\"a\":2}", .duplicateMember, 7), ("{\"a\":1,\"\\u0061\":2}", .duplicateMember, 7),
            ("[1]", .wrongType(.object), 0),
            ("{\"a\":1", .expected(.commaOrEnd), 6), ("{\"a\":1} x", .expected(.end), 8),
            ("\"", .expected(.stringEnd), 1),
        ] as [(String, JSONError.Reason, Int)])
    func `a body that does not fit is refused with its place`(
        text: String, reason: JSONError.Reason, position: Int
    ) {
        let found = error(text) { value throws(JSONError) in
            var members = try value.object()
            while try members.next() != nil {}
        }
        #expect(found?.reason == reason)
        #expect(found?.position == position)
    }

    @Test func `an unknown member is named`() {
        let found = error("{\"max\":1,\"mix\":2}") { value throws(JSONError) in
            var members = try value.object()
            while let member = try members.next() {
                switch member.name {
                case "max": continue
                default: throw members.unknownMember()
                }
            }
        }
        #expect(found == JSONError(.unknownMember, at: 9, name: 10..<13))
    }

    @Test func `too many members are refused`() {
        let text = "{" + (0...JSONObjectReader.membersMax).map { "\"m\($0)\":0" }.joined(separator: ",") + "}"
        let found = error(text) { value throws(JSONError) in
            var members = try value.object()
            while try members.next() != nil {}
        }
        #expect(found?.reason == .tooManyMembers)
    }

    @Test func `each getter refuses the other types`() {
        for value in ["1", "true", "null", "[]", "{}"] {
            #expect(
                error(of: value) { value throws(JSONError) in _ = try value.string() } == .wrongType(.string))
        }
        for value in ["\"1\"", "true", "null", "[]", "1.5", "1e3", "-1.0"] {
            let reason = error(of: value) { value throws(JSONError) in _ = try value.integer(in: 0...9) }
            #expect(reason == .wrongType(.integer))
        }
        for value in ["10", "-1", "9223372036854775808", "-9223372036854775809", "99999999999999999999999"] {
            let reason = error(of: value) { value throws(JSONError) in _ = try value.integer(in: 0...9) }
            #expect(reason == .outOfRange(lowest: 0, highest: 9))
        }
        for value in ["1", "\"true\"", "null"] {
            #expect(
                error(of: value) { value throws(JSONError) in _ = try value.boolean() }
                    == .wrongType(.boolean))
        }
        #expect(error(of: "{}") { value throws(JSONError) in _ = try value.array() } == .wrongType(.array))
        #expect(
            error(of: "30") { value throws(JSONError) in _ = try value.duration() }
                == .text(.durationWithoutUnit))
        #expect(
            error(of: "\"30\"") { value throws(JSONError) in _ = try value.duration() }
                == .text(.durationWithoutUnit))
        #expect(
            error(of: "true") { value throws(JSONError) in _ = try value.duration() } == .wrongType(.duration)
        )
        #expect(error(of: "12") { value throws(JSONError) in _ = try value.time() } == .wrongType(.time))
        #expect(
            error(of: "\"12\"") { value throws(JSONError) in _ = try value.time() }
                == .text(.timestampMalformed))
    }

    @Test func `the example of RFC 6901 resolves`() {
        let text = """
            {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4,
             "i\\\\j": 5, "k\\"l": 6, " ": 7, "m~n": 8}
            """
        let wanted: [(String, String?)] = [
            ("", text), ("/foo", "[\"bar\", \"baz\"]"), ("/foo/0", "\"bar\""), ("/foo/1", "\"baz\""),
            ("/", "0"), ("/a~1b", "1"),
            ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"),
            ("/m~0n", "8"),
            ("/foo/2", nil), ("/foo/-", nil), ("/foo/00", nil), ("/foo/bar", nil), ("/bar", nil),
            ("/foo/0/x", nil),
        ]
        for (path, value) in wanted {
            let found = text.withByteView { view in
                path.withByteView { JSONPointer($0)?.find(in: view)?.string }
            }
            #expect(found == value, "\(path)")
        }
        for path in ["foo", "/a~", "/a~2"] { #expect(path.withByteView { JSONPointer($0) == nil }) }
    }
}
