import Glibc
import TestSupport
import Testing

/// `martlet exchange`, `bind`, `unbind` and `route` against a real server.
@Suite(.serialized) struct ExchangeCommandTests {
    private let server: LiveServer

    init() throws { server = try LiveServer() }

    private func martlet(_ words: String...) throws -> Tool {
        try Tool(words + ["--url", server.current.origin])
    }

    @Test func `an exchange is declared, bound, asked and deleted`() throws {
        #expect(try martlet("queue", "declare", "jobs").code == 0)
        #expect(try martlet("exchange", "declare", "orders", "--type", "topic").output == "orders: declared")
        #expect(try martlet("exchange", "declare", "orders").output == "orders: was there already")
        let bound = try martlet("bind", "orders", "paid", "--to", "queue:jobs", "--key", "order.*.paid")
        #expect(bound.output == "paid: declared")
        #expect(
            try martlet("bind", "orders", "paid", "--key", "order.#").output == "paid: changed: routing_key")
        let route = try martlet("route", "orders", "order.eu.paid")
        #expect(route.output.hasPrefix("goes to queue:jobs\nEXCHANGE"))
        #expect(route.output.contains("the pattern order.# takes the routing key"))
        #expect(try martlet("exchange", "show", "orders").output.contains("order.#"))
        #expect(try martlet("exchange", "list").output.contains("orders"))
        #expect(try martlet("bind", "orders", "x", "--to", "nowhere").code == 64)
        #expect(try martlet("bind", "orders", "x", "--to", "queue:none").code == 1)
        #expect(try martlet("unbind", "orders", "paid").output == "paid: deleted")
        #expect(try martlet("exchange", "delete", "orders").code == 64)
        #expect(try martlet("exchange", "delete", "orders", "--yes").output == "orders: deleted")
    }

    @Test func `what goes through an exchange is followed`() throws {
        #expect(try martlet("exchange", "declare", "orders", "--type", "topic").code == 0)
        let client = server.client()
        let tail = try ChildProcess(
            MartletProcess.binary,
            [
                "exchange", "tail", "orders", "--binding", "order.#", "--max", "2", "--url",
                server.current.origin,
            ])
        for _ in 0..<1_000 {
            let bound = try client.send("GET", "/v1/exchanges/orders/bindings").json()["bindings"]
            if bound?.elements.isEmpty == false { break }
            poll(nil, 0, 10)
        }
        for key in ["order.eu", "stock", "order.us"] {
            _ = try client.send(
                "POST", "/v1/exchanges/orders/messages?routing_key=\(key)", body: Array(key.utf8))
        }
        let rows = [tail.nextLine(), tail.nextLine()].map { $0 ?? "" }
        #expect(rows[0].hasPrefix("order.eu") && rows[0].hasSuffix("order.eu"), "\(tail.errors)")
        #expect(rows[1].hasPrefix("order.us") && rows[1].hasSuffix("order.us"))
        #expect(tail.waitForExit() == .code(0))
        #expect(try martlet("exchange", "tail", "nowhere").code == 1)
    }
}
