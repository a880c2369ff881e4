import Glibc
import TestSupport
import Testing

/// Subscriptions that live as long as somebody listens.
@Suite struct ExchangeTailTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
        for (name, type) in [("news", "topic"), ("keys", "direct"), ("kinds", "headers")] {
            let body = Array(#"{"type":"\#(type)"}"#.utf8)
            #expect(try client.send("PUT", "/v1/exchanges/\(name)", body: body).status == 201)
        }
    }

    private func publish(_ exchange: String, _ options: String, _ body: String) throws -> Int? {
        let path = "/v1/exchanges/\(exchange)/messages?\(options)"
        return try client.send("POST", path, body: Array(body.utf8)).json()["routed"]?.integer
    }

    private func queues() throws -> Int {
        try client.send("GET", "/v1/queues").json()["queues"]?.elements.count ?? -1
    }

    /// Waits until so many queues are there: a server notices a listener's end by and by.
    private func queues(come wanted: Int) throws {
        for _ in 0..<2_000 {
            if try queues() == wanted { return }
            poll(nil, 0, 10)
        }
        Issue.record("there are \(try queues()) queues, not \(wanted)")
    }

    private func listen(_ target: String) throws -> UploadSocket {
        let socket = try UploadSocket(server.current.origin)
        socket.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while let line = socket.line() { if line == ": listening" { return socket } }
        Issue.record("no stream")
        return socket
    }

    /// The next message of a stream.
    private func next(_ socket: UploadSocket) throws -> JSONTree {
        while let line = socket.line() {
            if line.hasPrefix("data: ") { return try JSONTree(Array(line.dropFirst(6).utf8)) }
        }
        Issue.record("the stream ended")
        return try JSONTree(Array("{}".utf8))
    }

    @Test func `a listener gets what its binding takes, as long as it is there`() throws {
        let socket = try listen("/v1/exchanges/news/tail?binding=order.*")
        #expect(try publish("news", "routing_key=order.eu&key=k", "a") == 1)
        #expect(try publish("news", "routing_key=stock", "b") == 0)
        #expect(try publish("news", "routing_key=order.us", "c") == 1)
        let first = try next(socket)
        #expect(first["text"]?.text == "a" && first["key"]?.text == "k")
        #expect(first["routing_key"]?.text == "order.eu")
        #expect(try next(socket)["text"]?.text == "c")
        let bound = try client.send("GET", "/v1/exchanges/news/bindings").json()["bindings"]
        #expect(bound?.elements.count == 1)
        #expect(try client.send("GET", "/v1/exchanges/news/bindings").text.contains("\"ephemeral\":true"))
        // It is nothing to declare elsewhere.
        #expect(try !client.send("GET", "/v1/definitions").text.contains("tail-"))
        socket.abandon()
        try queues(come: 0)
        #expect(try publish("news", "routing_key=order.eu", "d") == 0)
    }

    @Test func `each listener gets all, and many at once are many events`() throws {
        let sockets = try (0..<3).map { _ in try listen("/v1/exchanges/news/tail") }
        let lines = (0..<2_500).map { "{\"value\":\($0)}" }.joined(separator: "\n")
        let batch = try client.send(
            "POST", "/v1/exchanges/news/messages:batch", body: Array(lines.utf8),
            fields: ["Content-Type: application/x-ndjson"])
        #expect(try batch.json()["routed"]?.integer == 7_500)
        for socket in sockets {
            for number in 0..<2_500 {
                guard try next(socket)["value"]?.integer == number else {
                    Issue.record("not number \(number)")
                    break
                }
            }
        }
        for socket in sockets { socket.abandon() }
        try queues(come: 0)
    }

    @Test func `keys, headers and filters choose`() throws {
        #expect(try client.send("GET", "/v1/exchanges/keys/tail").status == 400)
        #expect(try client.send("GET", "/v1/exchanges/keys/tail?binding=a&header.kind=x").status == 422)
        #expect(try client.send("GET", "/v1/exchanges/default/tail").status == 409)
        #expect(try client.send("GET", "/v1/exchanges/nowhere/tail").status == 404)
        #expect(try queues() == 0)
        let key = try listen("/v1/exchanges/keys/tail?binding=a")
        let kind = try listen("/v1/exchanges/kinds/tail?header.kind=invoice")
        let filter = try listen("/v1/exchanges/news/tail?filter=%7B%22key%22:%5B%22k%22%5D%7D")
        #expect(try publish("keys", "routing_key=b", "0") == 0)
        #expect(try publish("keys", "routing_key=a", "1") == 1)
        #expect(try publish("kinds", "header.kind=order", "0") == 0)
        #expect(try publish("kinds", "header.kind=invoice", "2") == 1)
        #expect(try publish("news", "key=other", "0") == 0)
        #expect(try publish("news", "key=k", "3") == 1)
        #expect(try next(key)["value"]?.integer == 1)
        #expect(try next(kind)["value"]?.integer == 2)
        #expect(try next(filter)["value"]?.integer == 3)
    }

    @Test func `nothing is left of a listener that a crash took`() throws {
        let socket = try listen("/v1/exchanges/news/tail")
        #expect(try publish("news", "", "a") == 1)
        #expect(try next(socket)["text"]?.text == "a")
        try server.crashAndRestart()
        let again = server.client()
        #expect(
            try again.send("GET", "/v1/exchanges/news/bindings").json()["bindings"]?.elements.isEmpty == true)
        let queues = try again.send("GET", "/v1/queues").json()["queues"]
        #expect(queues?[0]?["expires"]?.text == "1m")
    }
}
