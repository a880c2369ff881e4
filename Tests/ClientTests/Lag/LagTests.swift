import Glibc
import TestSupport
import Testing

/// How far groups are behind.
@Suite(.serialized) struct LagTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t", body: Array(#"{"partitions":2}"#.utf8)).status == 201)
    }

    private func publish(_ count: Int, to partition: Int) throws {
        let lines = String(repeating: "x\n", count: count)
        let stored = try client.send(
            "POST", "/v1/topics/t/messages:batch?partition=\(partition)", body: Array(lines.utf8),
            fields: ["Content-Type: text/plain"])
        #expect(stored.status == 201)
    }

    private func poll(_ group: String, max: Int, after: String? = nil) throws -> JSONTree {
        var body = #"{"topics":["t"],"member":"w1","max":\#(max)"#
        if let after { body += #","after":"\#(after)""# }
        let answer = try client.send(
            "POST", "/v1/groups/\(group)/poll", body: Array((body + "}").utf8),
            fields: ["Content-Type: application/json"])
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    private func lag(_ group: String) throws -> JSONTree {
        try client.send("GET", "/v1/groups/\(group)/lag").json()
    }

    @Test func `lag is what is not committed, since the first message of it`() throws {
        try publish(10, to: 0)
        try publish(5, to: 1)
        let first = try poll("g", max: 100)
        let behind = try lag("g")
        #expect(behind["messages"]?.integer == 15 && behind["partitions"]?.elements.count == 2)
        let oldest = try client.send("GET", "/v1/topics/t/partitions/0/messages/0").json()["timestamp"]
        #expect(behind["behind_since"] == oldest && behind["partitions"]?[0]?["behind_since"] == oldest)
        #expect(behind["partitions"]?[0]?["topic"]?.text == "t")
        #expect(behind["partitions"]?[0]?["member"]?.text == "w1")
        _ = try poll("g", max: 100, after: first["next"]?.text)
        let done = try lag("g")
        #expect(done["messages"]?.integer == 0 && done["seconds"]?.integer == 0)
        #expect(done["behind_since"] == nil && done["eta_seconds"]?.integer == 0)
        #expect(done["partitions"]?[0]?["committed"]?.integer == 10)
        try publish(3, to: 1)
        let again = try lag("g")
        #expect(again["messages"]?.integer == 3 && again["partitions"]?[1]?["messages"]?.integer == 3)
        #expect(again["partitions"]?[0]?["behind_since"] == nil)
    }

    @Test func `rates and what follows from them`() throws {
        try publish(600, to: 0)
        let next = try poll("g", max: 100)["next"]?.text
        _ = try lag("g")
        _ = try poll("g", max: 100, after: next)
        let shown = try lag("g")
        #expect(shown["messages"]?.integer == 500)
        // 600 within the last minute; a hundred just now.
        #expect(shown["produced_per_second"]?.integer == 10)
        #expect(shown["consumed_per_second"] != .number("0"))
        #expect(shown["trend"]?.text == "shrinking" && shown["eta_seconds"] != nil)
    }

    @Test func `a group that is not behind keeps up, however little it consumed`() throws {
        try publish(600, to: 0)
        _ = try poll("g", max: 1)
        #expect(try lag("g")["trend"]?.text == "growing")
        let reset = try client.send(
            "POST", "/v1/groups/g/offsets:reset", body: Array(#"{"to":"latest"}"#.utf8),
            fields: ["Content-Type: application/json"])
        #expect(reset.status == 200)
        let shown = try lag("g")
        #expect(shown["messages"]?.integer == 0 && shown["trend"]?.text == "steady")
    }

    @Test func `the tag follows positions, and a wait ends with a commit`() throws {
        try publish(10, to: 0)
        let next = try poll("g", max: 100)["next"]?.text
        let first = try client.send("GET", "/v1/groups/g/lag")
        let tag = try #require(first["etag"])
        #expect(
            try client.send("GET", "/v1/groups/g/lag", fields: ["If-None-Match: \(tag)"]).status == 304)
        let waiting = try ParkedRequest(server.current.origin, "/v1/groups/g/lag?wait=30s")
        _ = try poll("g", max: 100, after: next)
        let answer = try waiting.answer()
        #expect(try answer.json()["messages"]?.integer == 0 && answer["etag"] != tag)
    }

    @Test func `all groups are listed, a page at a time, and stay so over a restart`() throws {
        try publish(4, to: 0)
        for group in ["a", "b", "c"] { _ = try poll(group, max: 1) }
        for _ in 0..<2 {
            let page = try server.client().send("GET", "/v1/lag?max=2").json()
            #expect(page["groups"]?.elements.map { $0["group"]?.text } == ["a", "b"])
            #expect(page["groups"]?[0]?["messages"]?.integer == 4)
            let rest = try server.client().send("GET", "/v1/lag?max=2&from=\(page["next"]?.text ?? "")")
                .json()
            #expect(rest["groups"]?.elements.map { $0["group"]?.text } == ["c"] && rest["next"] == nil)
            try server.crashAndRestart()
        }
    }

    @Test func `a board as events goes on with changes`() throws {
        try publish(1, to: 0)
        _ = try poll("g", max: 1)
        let socket = try UploadSocket(server.current.origin)
        socket.send("GET /v1/groups/g/lag?format=sse HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(socket.line(beginning: "data: ")?.contains(#""messages":1"#) == true)
        try publish(1, to: 1)
        #expect(socket.line(beginning: "data: ")?.contains(#""messages":2"#) == true)
    }

    @Test func `a group that is not there has no lag`() throws {
        #expect(try client.send("GET", "/v1/groups/none/lag").status == 404)
    }
}
