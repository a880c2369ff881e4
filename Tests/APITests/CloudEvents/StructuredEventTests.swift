import Base
import HTTPWire
import LogFormat
import Testing

@testable import API

/// The JSON format, with the specification's examples (json-format.md, section 3.2).
@Suite struct StructuredEventTests {
    /// The line's suffix that a document becomes, with its key.
    private func line(_ document: String) throws(Problem) -> String {
        var event = StructuredEvent()
        var headers = LogFormat.HeaderList()
        try event.read(bytes(document), headers: &headers)
        var parts = event.parts
        parts.key = event.partitionKey
        var out = ByteBuffer()
        do throws(LineError) { try LineSuffix.compose(parts, headers: headers, into: &out) } catch {
            throw Problem(error)
        }
        return out.bytes.string
    }

    private func refusal(_ document: String) -> Problem? {
        do throws(Problem) {
            _ = try line(document)
            return nil
        } catch { return error }
    }

    /// An event with the required attributes and `more`.
    private func event(_ more: String) -> String {
        #"{"specversion":"1.0","type":"com.example.someevent","source":"/mycontext","id":"1","# + more + "}"
    }

    private let head =
        #""headers":{"ce-specversion":"1.0","ce-type":"com.example.someevent","ce-source":"/mycontext","#

    @Test func `binary data`() throws {
        let document = """
            {
                "specversion" : "1.0",
                "type" : "com.example.someevent",
                "source" : "/mycontext",
                "id" : "A234-1234-1234",
                "time" : "2018-04-05T17:31:00Z",
                "comexampleextension1" : "value",
                "comexampleothervalue" : 5,
                "datacontenttype" : "application/vnd.apache.thrift.binary",
                "data_base64" : "gAEAAQ=="
            }
            """
        #expect(
            try line(document) == head
                + #""ce-id":"A234-1234-1234","ce-time":"2018-04-05T17:31:00Z","ce-comexampleextension1":"value","#
                + #""ce-comexampleothervalue":"5"},"content_type":"application/vnd.apache.thrift.binary","#
                + #""base64":"gAEAAQ=="}"# + "\n")
    }

    @Test func `a string of another type than JSON`() throws {
        let document = """
            {"specversion" : "1.0", "type" : "com.example.someevent", "source" : "/mycontext",
             "id" : "B234-1234-1234", "unsetextension": null,
             "datacontenttype" : "application/xml", "data" : "<much wow=\\"xml\\"/>"}
            """
        #expect(
            try line(document) == head
                + #""ce-id":"B234-1234-1234"},"content_type":"application/xml","text":"<much wow=\"xml\"/>"}"#
                + "\n")
    }

    @Test(arguments: [
        (#"{ "appinfoA" : "abc", "appinfoB" : 123, "appinfoC" : true }"#, "application/json"),
        ("1.5", "application/json"), ("null", "application/json"), (#""a string""#, "image/svg+json"),
    ])
    func `JSON as it stands`(value: String, type: String) throws {
        let stored = try line(event(#""subject": null, "datacontenttype" : "\#(type)", "data" : \#(value)"#))
        let type = type == "application/json" ? "" : #""content_type":"\#(type)","#
        #expect(stored == head + #""ce-id":"1"},\#(type)"value":\#(value)}"# + "\n")
    }

    @Test func `data without a type is JSON, a string a JSON string`() throws {
        #expect(
            try line(event(#""data" : "I'm just a string""#)) == head
                + #""ce-id":"1"},"value":"I'm just a string"}"# + "\n")
    }

    @Test func `of base64 without a type nothing is assumed`() throws {
        #expect(
            try line(event(#""data_base64" : "eyAieHl6IjogMTIzIH0=""#)) == head
                + #""ce-id":"1"},"content_type":null,"value":{ "xyz": 123 }}"# + "\n")
    }

    @Test func `no data is an empty body`() throws {
        #expect(
            try line(event(#""x":true"#)).hasSuffix(#""ce-x":"true"},"content_type":null,"text":""}"# + "\n"))
    }

    @Test func `line ends inside data are kept`() throws {
        let stored = try line(event("\"data\" : {\r\n  \"a\": 1\n}"))
        #expect(stored.contains("\"breaks\":") && stored.hasSuffix("\"value\":{    \"a\": 1 }}\n"))
    }

    @Test func `partitionkey is the key`() throws {
        #expect(try line(event(#""partitionkey":"p","data":1"#)).hasPrefix(#""key":"p","headers":{"#))
    }

    @Test(arguments: ["specversion", "id", "source", "type"])
    func `a missing attribute is named`(name: String) {
        let document = event(#""data":1"#).replacing("\"\(name)\":", with: "\"x\(name)\":")
        let problem = refusal(document)
        #expect(problem?.code == "invalid_cloudevent" && problem?.status.code == 422)
        #expect(problem?.detail == "The attribute \"\(name)\" is missing.")
        #expect(problem?.extra?.json == "\"\(name)\"")
        let unset = event("\"data\":1").replacing(
            try! Regex("\"\(name)\":\"[^\"]*\""), with: "\"\(name)\":null")
        #expect(refusal(unset)?.detail == "The attribute \"\(name)\" is missing.")
    }

    @Test(
        arguments: [
            (#""x":1"#, nil), (#""x":-2147483648"#, nil), (#""x":2147483648"#, "x"), (#""x":1.5"#, "x"),
            (#""x":{}"#, "x"), (#""x":[]"#, "x"), (#""X":"1""#, "X"), (#""a_b":"1""#, "a_b"),
            (#""":"1""#, ""),
            (#""x":"a\u0007""#, "x"), (#""x":"\u0085""#, "x"), (#""x":"\uFDD0""#, "x"),
            (#""subject":"""#, "subject"),
            (#""subject":5"#, "subject"), (#""dataschema":"""#, "dataschema"), (#""x":"""#, nil),
            (#""time":"2018-04-05T17:31:00Z""#, nil), (#""time":"2018-04-05t17:31:00.123456789+02:00""#, nil),
            (#""time":"2016-12-31T23:59:60Z""#, nil), (#""time":"2018-04-05""#, "time"),
            (#""time":"2018-02-30T00:00:00Z""#, "time"), (#""time":1522949460"#, "time"),
            (#""datacontenttype":"json""#, "datacontenttype"),
            (#""data":1,"data_base64":"AA==""#, "data_base64"),
            (#""data_base64":"A""#, "data_base64"), (#""data_base64":1"#, "data_base64"),
            (#""data_base64":null"#, nil), (#""datacontenttype":"text/plain","data":1"#, "data"),
            (#""datacontenttype":"text/plain","data":null"#, nil),
        ] as [(String, String?)])
    func `what an attribute may be`(member: String, wrong: String?) {
        let problem = refusal(event(member))
        #expect(problem?.extra?.json == wrong.map { "\"\($0)\"" }, "\(problem?.detail ?? "")")
        #expect(problem == nil || problem?.status.code == 422)
    }

    @Test(arguments: [
        (#""1.0""#, true), (#""0.3""#, false), (#""1.1""#, false), ("1.0", false), (#""""#, false),
    ])
    func `only version 1.0 is read`(version: String, isRead: Bool) {
        let problem = refusal(event(#""data":1"#).replacing(#""1.0""#, with: version))
        #expect((problem == nil) == isRead)
        #expect(isRead || problem?.extra?.json == "\"specversion\"")
    }

    @Test func `a document that is no object, no JSON or has an attribute twice is refused`() {
        #expect(refusal("[]")?.code == "invalid_body")
        #expect(refusal("{")?.code == "malformed_json")
        #expect(refusal(event(#""id":"2""#))?.code == "repeated_option")
    }
}
