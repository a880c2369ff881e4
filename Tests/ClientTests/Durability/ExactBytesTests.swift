import Glibc
import TestSupport
import Testing

/// A body comes back as it was sent, to the byte, also after a crash.
@Suite(.serialized) struct ExactBytesTests {
    private static var bodies: [Bodies.Body] {
        var random = SplitMix64(seed: 1)
        return Bodies.awkward + (0..<150).map { _ in Bodies.any(&random) } + Bodies.givenFiles().map(\.body)
    }

    @Test func `a topic gives back each body after a crash`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/t").status == 201)
        for (offset, body) in Self.bodies.enumerated() {
            let answer = try client.send(
                "POST", "/v1/topics/t/messages", body: body.bytes, fields: body.fields)
            #expect(answer.status == 201, "\(answer.text)")
            #expect(try answer.json()["offset"]?.integer == offset)
        }
        try server.crashAndRestart()
        let reader = server.client()
        for (offset, body) in Self.bodies.enumerated() {
            let answer = try reader.send("GET", "/v1/topics/t/partitions/0/messages/\(offset)?raw=true")
            #expect(answer.status == 200)
            #expect(answer.body == body.bytes, "offset \(offset), type \(body.type ?? "none")")
            if let type = body.type { #expect(answer["content-type"] == type) }
        }
    }

    @Test func `a queue gives back each body after a crash`() throws {
        let server = try LiveServer()
        let client = server.client()
        #expect(try client.send("PUT", "/v1/queues/q").status == 201)
        for body in Self.bodies {
            let answer = try client.send(
                "POST", "/v1/queues/q/messages", body: body.bytes, fields: body.fields)
            #expect(answer.status == 201, "\(answer.text)")
        }
        try server.crashAndRestart()
        let worker = server.client()
        for (index, body) in Self.bodies.enumerated() {
            let answer = try worker.send("POST", "/v1/queues/q/next")
            #expect(answer.status == 200)
            #expect(answer.body == body.bytes, "message \(index), type \(body.type ?? "none")")
            let lease = try #require(answer["martlet-lease"])
            let settled = try worker.send(
                "POST", "/v1/queues/q/settle", body: Array("{\"ack\":[\"\(lease)\"]}".utf8))
            #expect(settled.status == 200, "\(settled.text)")
        }
        #expect(try worker.send("POST", "/v1/queues/q/next").status == 204)
    }
}
