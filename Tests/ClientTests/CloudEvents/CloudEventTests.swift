import TestSupport
import Testing

/// CloudEvents over the wire, in all three modes and back (HTTP protocol binding).
@Suite(.serialized) struct CloudEventTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
    }

    private static let binary = [
        "ce-specversion: 1.0", "ce-type: com.example.someevent", "ce-time: 2018-04-05T03:56:24Z",
        "ce-id: 1234-1234-1234", "ce-source: /mycontext/subcontext",
        "Content-Type: application/json; charset=utf-8",
    ]

    private let structured = """
        {
            "specversion" : "1.0",
            "type" : "com.example.someevent",
            "source" : "/mycontext",
            "subject": null,
            "id" : "C234-1234-1234",
            "time" : "2018-04-05T17:31:00Z",
            "comexampleextension1" : "value",
            "comexampleothervalue" : 5,
            "datacontenttype" : "application/json",
            "data" : {
                "appinfoA" : "abc",
                "appinfoB" : 123,
                "appinfoC" : true
            }
        }
        """

    private func post(_ target: String, _ body: String, _ fields: [String]) throws -> CurlClient.Answer {
        try client.send("POST", target, body: Array(body.utf8), fields: fields)
    }

    private func event(_ offset: Int) throws -> JSONTree {
        let answer = try client.send(
            "GET", "/v1/topics/t/partitions/0/messages/\(offset)",
            fields: ["Accept: application/cloudevents+json"])
        #expect(answer.status == 200 && answer["content-type"] == "application/cloudevents+json")
        return try answer.json()
    }

    @Test func `an event in binary mode comes back in binary mode, and structured`() throws {
        let body = "{\r\n    \"total\": 12.5\r\n}\n"
        let fields =
            Self.binary + ["ce-comment: Euro%20%E2%82%AC%20%F0%9F%98%80", "ce-quoted: \"a \\\"b\\\"\""]
        #expect(try post("/v1/topics/t/messages", body, fields).status == 201)
        let raw = try client.send("GET", "/v1/topics/t/partitions/0/messages/0?raw=true")
        #expect(raw.text == body)
        #expect(raw["content-type"] == "application/json; charset=utf-8")
        #expect(raw["ce-specversion"] == "1.0" && raw["ce-id"] == "1234-1234-1234")
        #expect(raw["ce-type"] == "com.example.someevent" && raw["ce-time"] == "2018-04-05T03:56:24Z")
        #expect(raw["ce-source"] == "/mycontext/subcontext")
        #expect(raw["ce-comment"] == "Euro%20%E2%82%AC%20%F0%9F%98%80" && raw["ce-quoted"] == "a%20%22b%22")
        #expect(raw["martlet-header-ce-id"] == nil)
        let shown = try client.send("GET", "/v1/topics/t/partitions/0/messages/0").json()
        #expect(shown["headers"]?["ce-comment"]?.text == "Euro € 😀")
        #expect(shown["headers"]?["ce-quoted"]?.text == "a \"b\"")
        let event = try event(0)
        #expect(event["comment"]?.text == "Euro € 😀" && event["id"]?.text == "1234-1234-1234")
        #expect(event["datacontenttype"]?.text == "application/json; charset=utf-8")
        #expect(event["data"] == .object(["total": .number("12.5")]))
    }

    @Test func `a structured event comes back in binary mode as the specification shows it`() throws {
        let stored = try post(
            "/v1/topics/t/messages", structured, ["Content-Type: application/cloudevents+json; charset=UTF-8"]
        )
        #expect(stored.status == 201)
        let raw = try client.send("GET", "/v1/topics/t/partitions/0/messages/0?raw=true")
        let expected = [
            "ce-specversion": "1.0", "ce-type": "com.example.someevent", "ce-source": "/mycontext",
            "ce-id": "C234-1234-1234", "ce-time": "2018-04-05T17:31:00Z", "ce-comexampleextension1": "value",
            "ce-comexampleothervalue": "5",
        ]
        let attributes = raw.fields.filter { $0.name.hasPrefix("ce-") }
        #expect(Dictionary(uniqueKeysWithValues: attributes) == expected)
        #expect(raw["content-type"] == "application/json")
        #expect(try raw.json()["appinfoB"]?.integer == 123)
        #expect(raw.text.hasPrefix("{\n        \"appinfoA\"") && raw.text.hasSuffix("\n    }"))
        #expect(try event(0)["data"] == raw.json())
    }

    @Test func `base64 without a type comes back without one`() throws {
        let document =
            #"{"specversion":"1.0","type":"t","source":"/s","id":"D234","data_base64":"eyAieHl6IjogMTIzIH0="}"#
        #expect(
            try post("/v1/topics/t/messages", document, ["Content-Type: application/cloudevents+json"]).status
                == 201)
        let raw = try client.send("GET", "/v1/topics/t/partitions/0/messages/0?raw=true")
        #expect(raw.text == "{ \"xyz\": 123 }" && raw["content-type"] == nil)
        #expect(try event(0)["data_base64"]?.text == "eyAieHl6IjogMTIzIH0=")
    }

    @Test func `a batch goes in as one, by key, and pages come out as one`() throws {
        #expect(
            try client.send("PUT", "/v1/topics/wide", body: Array(#"{"partitions":4}"#.utf8)).status == 201)
        let events = (0..<20).map {
            #"{"specversion":"1.0","type":"t","source":"/s","id":"\#($0)","partitionkey":"k\#($0 % 5)","data":\#($0)}"#
        }
        let batch = ["Content-Type: application/cloudevents-batch+json; charset=UTF-8"]
        let stored = try post(
            "/v1/topics/wide/messages:batch", "[\(events.joined(separator: ", "))]", batch)
        #expect(stored.status == 201)
        #expect(try stored.json()["stored"]?.integer == 20)
        var found: [String: [Int]] = [:]
        var next = "earliest"
        for _ in 0..<20 {
            let page = try client.send(
                "GET", "/v1/topics/wide/messages?max=6&from=\(next)",
                fields: ["Accept: application/cloudevents-batch+json"])
            #expect(page["content-type"] == "application/cloudevents-batch+json")
            for event in try page.json().elements {
                found[event["partitionkey"]?.text ?? "", default: []].append(event["data"]?.integer ?? -1)
            }
            next = try #require(page["martlet-next"])
            if page["martlet-up-to-date"] == "true" { break }
        }
        #expect(found.count == 5)
        for index in 0..<5 { #expect(found["k\(index)"] == [index, index + 5, index + 10, index + 15]) }
        #expect(try post("/v1/topics/wide/messages:batch", "[]", batch).status == 200)
    }

    @Test func `a batch names every event that is wrong, and stores none`() throws {
        let batch =
            #"[{"specversion":"1.0","type":"t","source":"/s","id":"1"},{"specversion":"1.0"},{"id":5}]"#
        let refused = try post(
            "/v1/topics/t/messages:batch", batch, ["Content-Type: application/cloudevents-batch+json"])
        #expect(refused.status == 400)
        let problem = try refused.json()
        #expect(problem["code"]?.text == "bad_batch" && problem["errors"]?.elements.count == 2)
        #expect(problem["errors"]?[0]?["index"]?.integer == 1)
        #expect(problem["errors"]?[0]?["code"]?.text == "invalid_cloudevent")
        #expect(
            try client.send("GET", "/v1/topics/t/offsets").json()["partitions"]?[0]?["latest"]?.integer == 0)
    }

    @Test(arguments: ["id", "source", "specversion", "type"])
    func `a missing attribute of binary mode is named`(name: String) throws {
        let refused = try post(
            "/v1/topics/t/messages", "{}", Self.binary.filter { !$0.hasPrefix("ce-\(name):") })
        #expect(refused.status == 422)
        #expect(try refused.json()["code"]?.text == "invalid_cloudevent")
        #expect(try refused.json()["attribute"]?.text == name)
    }

    @Test(arguments: [
        ("ce-specversion: 0.3", "specversion"), ("ce-time: yesterday", "time"), ("ce-x: %C0%A0", "x"),
        ("ce-x: %0A", "x"), ("ce-datacontenttype: text/plain", "datacontenttype"), ("ce-a-b: 1", "a-b"),
        ("ce-data: 1", "data"), ("ce-id: %20\r\nce-id: 2", "id"), ("ce-subject;", "subject"),
    ])
    func `and so is a wrong one`(field: String, name: String) throws {
        let replaced = field.split(separator: ":").first.map(String.init) ?? ""
        let fields = Self.binary.filter { !$0.hasPrefix(replaced + ":") } + [field]
        let refused = try post("/v1/topics/t/messages", "{}", fields)
        #expect(refused.status == 422, "\(refused.text)")
        #expect(try refused.json()["attribute"]?.text == name)
    }

    @Test func `each mode at the wrong path is told the right one`() throws {
        let cases = [
            ("/v1/topics/t/messages", "application/cloudevents-batch+json", "/v1/topics/t/messages:batch."),
            ("/v1/topics/t/messages:batch", "application/cloudevents+json", "/v1/topics/t/messages."),
            ("/v1/queues/q/messages", "application/cloudevents-batch+json", "/v1/queues/q/messages:batch."),
            ("/v1/queues/q/messages:batch", "application/cloudevents+json", "/v1/queues/q/messages."),
            ("/v1/topics/t/messages", "application/cloudevents+avro", "application/cloudevents+json"),
            ("/v1/topics/t/messages:batch", "application/cloudevents", "application/cloudevents+json"),
            ("/v1/topics/t/messages", "application/cloudevents+json; charset=latin1", "cloudevents+json"),
        ]
        for (path, type, place) in cases {
            let refused = try post(path, structured, ["Content-Type: \(type)"])
            #expect(refused.status == 415)
            #expect(try refused.json()["fix"]?.text?.contains(place) == true, "\(refused.text)")
        }
        let fields = try post("/v1/topics/t/messages:batch", "[]", Self.binary)
        #expect(fields.status == 415)
    }

    @Test func `queues take events too, and give them in binary mode`() throws {
        let queued = try post(
            "/v1/queues/q/messages", structured, ["Content-Type: application/cloudevents+json"])
        #expect(queued.status == 201)
        let batch = #"[{"specversion":"1.0","type":"t","source":"/s","id":"2","data":"x"}]"#
        let second = try post(
            "/v1/queues/q/messages:batch", batch, ["Content-Type: application/cloudevents-batch+json"])
        #expect(second.status == 201)
        let first = try client.send("POST", "/v1/queues/q/next")
        #expect(first["ce-id"] == "C234-1234-1234" && first["content-type"] == "application/json")
        let next = try client.send("POST", "/v1/queues/q/next")
        #expect(next["ce-id"] == "2" && next.text == "\"x\"")
    }

    @Test func `plain messages are shown as events of their topic`() throws {
        #expect(try post("/v1/topics/t/messages?key=k", "hello", ["Content-Type: text/plain"]).status == 201)
        let event = try event(0)
        #expect(event["type"]?.text == "martlet.message" && event["source"]?.text == "/v1/topics/t")
        #expect(event["id"]?.text == "0-0" && event["data"]?.text == "hello")
        #expect(event["partitionkey"]?.text == "k" && event["time"]?.text != nil)
    }

    @Test func `a captured event has each attribute once`() throws {
        let stored = try post(
            "/v1/topics/t/messages?capture_headers=ce-*,user-agent", "{}", Self.binary + ["User-Agent: me"])
        #expect(stored.status == 201)
        let headers = try client.send("GET", "/v1/topics/t/partitions/0/messages/0").json()["headers"]
        #expect(headers?["ce-id"]?.text == "1234-1234-1234" && headers?["user-agent"]?.text == "me")
        let twice = try post("/v1/topics/t/messages?header.ce-id=2", "{}", Self.binary)
        #expect(twice.status == 422)
    }
}
