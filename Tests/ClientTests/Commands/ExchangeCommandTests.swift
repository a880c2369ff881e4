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
}
