import Glibc
import TestSupport
import Testing

/// `messages:stream` over the wire.
@Suite(.serialized) struct StreamTests {
    private let server: LiveServer
    private let client: CurlClient
    private let ndjson = "Content-Type: application/x-ndjson"

    init() throws {
        server = try LiveServer()
        client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
    }

    private func stream(_ target: String, _ body: String, _ fields: [String]? = nil) throws
        -> CurlClient.Answer
    {
        try client.send("POST", target, body: Array(body.utf8), fields: fields ?? [ndjson])
    }

    private func numbered(_ range: Range<Int>) -> String {
        range.map { "{\"value\":\($0)}\n" }.joined()
    }

    private func last(_ answer: CurlClient.Answer) throws -> JSONTree {
        try JSONTree(try #require(answer.lines().last))
    }

    private func latest() throws -> Int? {
        try client.send("GET", "/v1/topics/t/offsets").json()["partitions"]?[0]?["latest"]?.integer
    }

    @Test func `a stream of any length is stored in groups, and the last line says that it is whole`() throws
    {
        let count = 20_500
        let answer = try stream("/v1/topics/t/messages:stream", numbered(0..<count))
        #expect(answer.status == 200 && answer["content-type"] == "application/x-ndjson")
        #expect(answer.lines().dropLast().allSatisfy { $0.starts(with: Array("{\"progress\":".utf8)) })
        let summary = try last(answer)["summary"]
        #expect(summary?["complete"] == .boolean(true) && summary?["stored"]?.integer == count)
        #expect(summary?["lines"]?.integer == count && summary?["durability"]?.text == "flush")
        #expect((summary?["groups"]?.integer ?? 0) >= 21)
        let partition = summary?["partitions"]?[0]
        #expect(partition?["first_offset"]?.integer == 0 && partition?["last_offset"]?.integer == count - 1)
        let page = try client.send("GET", "/v1/topics/t/messages?max=100000&max_bytes=16777216")
        let values = try page.json()["messages"]?.elements.map { $0["value"]?.integer }
        #expect(values == (0..<count).map { $0 })
    }

    @Test func `a stream larger than any body is taken`() throws {
        let line = "{\"text\":\"\(String(repeating: "x", count: 4_000))\"}\n"
        let answer = try stream("/v1/topics/t/messages:stream", String(repeating: line, count: 3_000))
        let summary = try last(answer)["summary"]
        #expect(summary?["complete"] == .boolean(true) && summary?["stored"]?.integer == 3_000)
        // 256 KiB of such lines are 65.
        #expect((summary?["groups"]?.integer ?? 0) >= 3_000 / 65)
    }

    @Test func `progress comes while lines come, and a pause stores what is there`() throws {
        let socket = try UploadSocket(server.current.origin)
        socket.begin("/v1/topics/t/messages:stream", "\(ndjson)\r\n")
        socket.chunk("{\"value\":1}\n{\"val")
        #expect(socket.line() == "HTTP/1.1 200 OK")
        #expect(socket.line(beginning: "{") == #"{"progress":{"stored":1,"lines":1}}"#)
        #expect(try latest() == 1)
        socket.chunk("ue\":2}\n")
        while try latest() != 2 { poll(nil, 0, 5) }
        socket.chunk("\n{\"value\":3}")
        socket.end()
        let summary = socket.line(beginning: "{\"summary\"")
        #expect(summary?.hasPrefix(#"{"summary":{"complete":true,"stored":3,"lines":4,"#) == true)
        // The connection goes on.
        _ = socket.line(beginning: "0")
        _ = socket.line()
        socket.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(socket.line() == "HTTP/1.1 200 OK")
    }

    @Test func `a bad line ends it, and says how much is stored and where it stands`() throws {
        let body = numbered(0..<1_500) + "\n{\"vlaue\":1}\n" + numbered(0..<10)
        let answer = try stream("/v1/topics/t/messages:stream", body)
        #expect(answer.status == 200)
        let end = try last(answer)
        #expect(end["summary"]?["complete"] == .boolean(false) && end["summary"]?["stored"]?.integer == 1_500)
        let problem = end["problem"]
        #expect(problem?["code"]?.text == "unknown_member")
        #expect(problem?["stored"]?.integer == 1_500 && problem?["line"]?.integer == 1_502)
        #expect(try latest() == 1_500)
    }

    @Test func `of malformed JSON the position counts from the start of the body`() throws {
        let good = numbered(0..<2_000)
        let answer = try stream("/v1/topics/t/messages:stream", good + "{\"value\":}\n")
        let problem = try last(answer)["problem"]
        #expect(problem?["position"]?.integer == good.utf8.count + 9)
        #expect(problem?["line"]?.integer == 2_001)
    }

    @Test func `a stream of which nothing was stored is refused as any request`() throws {
        let refused = try stream("/v1/topics/t/messages:stream", "{}\n")
        #expect(refused.status == 400 && refused["content-type"] == "application/problem+json")
        #expect(try refused.json()["line"]?.integer == 1 && refused.json()["stored"]?.integer == 0)
        #expect(try stream("/v1/topics/none/messages:stream", "{}\n").status == 404)
        let types = [
            ("application/json", "ndjson"), ("application/cloudevents-batch+json", "messages:batch."),
            ("application/cloudevents+json", "/messages."),
        ]
        for (type, place) in types {
            let refused = try stream("/v1/topics/t/messages:stream", "[]", ["Content-Type: \(type)"])
            #expect(refused.status == 415)
            #expect(try refused.json()["fix"]?.text?.contains(place) == true)
        }
    }

    @Test func `nothing at all is a whole stream`() throws {
        let answer = try stream("/v1/topics/t/messages:stream", "")
        #expect(answer.status == 200)
        #expect(try last(answer)["summary"]?["complete"] == .boolean(true))
        #expect(try last(answer)["summary"]?["stored"]?.integer == 0)
    }

    @Test func `a client that goes away leaves whole lines of what it sent`() throws {
        let socket = try UploadSocket(server.current.origin)
        socket.begin("/v1/topics/t/messages:stream", "\(ndjson)\r\n")
        socket.chunk(numbered(0..<10) + "{\"value\":10}")
        #expect(socket.line(beginning: "{") != nil)
        socket.abandon()
        let values = try client.send("GET", "/v1/topics/t/messages").json()["messages"]?.elements
        #expect(values?.map { $0["value"]?.integer } == (0..<10).map { $0 })
    }

    @Test func `keys spread and keep their order`() throws {
        #expect(
            try client.send("PUT", "/v1/topics/wide", body: Array(#"{"partitions":3}"#.utf8)).status == 201)
        let body = (0..<5_000).map { "{\"key\":\"k\($0 % 7)\",\"value\":\($0)}\n" }.joined()
        let summary = try last(try stream("/v1/topics/wide/messages:stream", body))["summary"]
        let counts = summary?["partitions"]?.elements.compactMap { $0["count"]?.integer } ?? []
        #expect(counts.reduce(0, +) == 5_000)
        for key in 0..<7 {
            let page = try client.send("GET", "/v1/topics/wide/messages?key=k\(key)&max=10000")
            let values = try page.json()["messages"]?.elements.compactMap { $0["value"]?.integer } ?? []
            #expect(values == stride(from: key, to: 5_000, by: 7).map { $0 })
        }
    }

    @Test func `queues take streams too, of text as well`() throws {
        let body = (0..<1_200).map { "line \($0)\n" }.joined()
        let answer = try stream("/v1/queues/q/messages:stream", body, ["Content-Type: text/plain"])
        let summary = try last(answer)["summary"]
        #expect(summary?["complete"] == .boolean(true) && summary?["stored"]?.integer == 1_200)
        #expect(summary?["first_offset"]?.integer == 0 && summary?["last_offset"]?.integer == 1_199)
        #expect(try client.send("POST", "/v1/queues/q/next").text == "line 0")
    }

    @Test func `lines of a stream to a queue say what they are, and the request what all are`() throws {
        let settings = Array(#"{"priorities":3,"dedupe":"5m"}"#.utf8)
        #expect(try client.send("PUT", "/v1/queues/p", body: settings).status == 201)
        let body = """
            {"value":1}
            {"value":2,"priority":2,"dedupe_id":"a","group":"g"}
            {"value":3,"dedupe_id":"a"}
            {"value":4,"delay":"1h"}

            """
        let answer = try stream("/v1/queues/p/messages:stream?priority=1&ttl=2h", body)
        let summary = try last(answer)["summary"]
        #expect(summary?["stored"]?.integer == 3 && summary?["duplicates"]?.integer == 1)
        #expect(summary?["lines"]?.integer == 4 && summary?["first_offset"] == nil)
        let page = try client.send("POST", "/v1/queues/p/receive?max=10").json()["messages"]?.elements ?? []
        #expect(page.map { $0["value"]?.integer } == [2, 1])
        #expect(page.map { $0["priority"]?.integer } == [2, 1])
        #expect(page.first?["group"]?.text == "g")
        #expect(page.allSatisfy { $0["expires_at"] != nil })
        #expect(try client.send("GET", "/v1/queues/p/stats").json()["delayed"]?.integer == 1)
    }

    @Test func `a stop ends a stream with a problem`() throws {
        let socket = try UploadSocket(server.current.origin)
        socket.begin("/v1/topics/t/messages:stream", "\(ndjson)\r\n")
        socket.chunk("{\"value\":1}\n")
        #expect(socket.line(beginning: "{\"progress\"") != nil)
        server.process.signal(SIGTERM)
        let end = socket.line(beginning: "{\"problem\"")
        #expect(end?.contains("shutting_down") == true && end?.contains("\"complete\":false") == true)
    }
}
