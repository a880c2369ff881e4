import Glibc
import TestSupport
import Testing

/// Where topics begin and end, as dashboards ask for it.
@Suite(.serialized) struct OffsetsTests {
    private let server: LiveServer
    private let client: CurlClient
    private let path = "/v1/topics/t/offsets"

    init() throws {
        server = try LiveServer()
        client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t", body: Array(#"{"partitions":2}"#.utf8)).status == 201)
    }

    private func publish(_ partition: Int = 0) throws -> JSONTree {
        let stored = try client.send(
            "POST", "/v1/topics/t/messages?partition=\(partition)", body: Array("1".utf8))
        #expect(stored.status == 201)
        return try stored.json()
    }

    @Test func `the times of the first and last message are told`() throws {
        let first = try publish()["timestamp"]
        poll(nil, 0, 5)
        let last = try publish()["timestamp"]
        let partitions = try client.send("GET", path).json()["partitions"]
        #expect(partitions?[0]?["earliest_time"] == first && partitions?[0]?["latest_time"] == last)
        #expect(partitions?[1]?["earliest_time"] == nil && partitions?[1]?["latest_time"] == nil)
    }

    @Test func `what has not changed is not sent again`() throws {
        _ = try publish()
        let first = try client.send("GET", path)
        let tag = try #require(first["etag"])
        let again = try client.send("GET", path, fields: ["If-None-Match: \(tag)"])
        #expect(again.status == 304 && again.body.isEmpty && again["etag"] == tag)
        _ = try publish(1)
        let changed = try client.send("GET", path, fields: ["If-None-Match: \(tag)"])
        #expect(changed.status == 200 && changed["etag"] != tag)
        #expect(try changed.json()["partitions"]?[1]?["latest"]?.integer == 1)
    }

    @Test func `a wait ends with the next change, or with the time`() throws {
        let tag = try #require(try client.send("GET", path)["etag"])
        let waiting = try ParkedRequest(server.current.origin, path + "?wait=30s")
        _ = try publish()
        let answer = try waiting.answer()
        #expect(answer.status == 200 && answer["etag"] != tag)
        #expect(try answer.json()["partitions"]?[0]?["latest"]?.integer == 1)
        // What is known to be outdated is answered at once.
        let outdated = try client.send(
            "GET", path + "?wait=30s", fields: ["If-None-Match: \(tag)"], seconds: 5)
        #expect(outdated.status == 200)
        let same = try client.send(
            "GET", path + "?wait=100ms", fields: ["If-None-Match: \(outdated["etag"] ?? "")"])
        #expect(same.status == 304)
    }

    @Test func `a trim changes the tag and the time`() throws {
        for _ in 0..<3 { _ = try publish() }
        let before = try client.send("GET", path)
        let third = try client.send("GET", "/v1/topics/t/partitions/0/messages/2").json()["timestamp"]
        #expect(
            try client.send(
                "POST", "/v1/topics/t/messages:truncate",
                body: Array(#"{"partitions":[{"partition":0,"before":2}]}"#.utf8)
            ).status == 200)
        let after = try client.send("GET", path)
        #expect(after["etag"] != before["etag"])
        #expect(try after.json()["partitions"]?[0]?["earliest_time"] == third)
    }

    @Test func `a board as events begins with how it is, and goes on with changes`() throws {
        _ = try publish()
        let socket = try UploadSocket(server.current.origin)
        socket.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
        let first = try JSONTree(Array(try #require(socket.line(beginning: "data: ")).dropFirst(6).utf8))
        #expect(first["partitions"]?[0]?["latest"]?.integer == 1)
        _ = try publish()
        let second = try JSONTree(Array(try #require(socket.line(beginning: "data: ")).dropFirst(6).utf8))
        #expect(second["partitions"]?[0]?["latest"]?.integer == 2)
        #expect(try client.send("DELETE", "/v1/topics/t").status == 204)
        #expect(socket.line(beginning: "event: problem") != nil)
    }

    @Test func `a topic that is deleted ends a wait`() throws {
        let waiting = try ParkedRequest(server.current.origin, path + "?wait=30s")
        #expect(try client.send("DELETE", "/v1/topics/t").status == 204)
        #expect(try waiting.answer().status == 404)
    }
}
