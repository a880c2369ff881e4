import TestSupport
import Testing

/// `martlet topic` against a real server.
@Suite(.serialized) struct TopicCommandTests {
    private let server: LiveServer

    init() throws { server = try LiveServer() }

    private func topic(_ words: String...) throws -> Tool {
        try Tool(["topic"] + words + ["--url", server.current.origin])
    }

    @Test func `a topic is declared, listed, shown, changed and deleted`() throws {
        #expect(
            try topic("create", "orders", "--partitions", "2").output == "orders: declared (2 partitions)")
        #expect(try topic("create", "orders").output == "orders: was there already (2 partitions)")
        #expect(
            try topic("create", "orders", "--partitions", "3").output
                == "orders: changed: partitions (3 partitions)")
        let list = try topic("list")
        #expect(list.code == 0)
        #expect(list.output.hasPrefix("NAME    PARTITIONS  KEEPS       CLEANUP  ACK    DECLARED\norders  3 "))
        let show = try topic("show", "orders").output
        #expect(show.contains("\n2          0         0     0 B    0 B"), "\(show)")
        let json = try topic("show", "orders", "--json").output.split(separator: "\n")
        #expect(json.count == 2 && json[1].hasPrefix(#"{"partitions":[{"partition":0,"#))
        let unsure = try topic("delete", "orders")
        #expect(unsure.code == 64 && unsure.errors.contains("--yes"))
        #expect(try topic("delete", "orders", "--yes").code == 0)
        #expect(try topic("list").output == "")
    }

    @Test func `a refusal is one line and ends with 1, nobody there with 2`() throws {
        #expect(try topic("create", "orders", "--partitions", "2").code == 0)
        let fewer = try topic("create", "orders", "--partitions", "1")
        #expect(fewer.code == 1)
        #expect(
            fewer.errors
                == "martlet: The topic has 2 partitions, 1 were asked for. Fix: Leave partitions out, or give 2 or more.\n"
        )
        #expect(try topic("create", "orders", "--new").code == 1)
        #expect(try topic("show", "ordres").code == 1)
        let nobody = try Tool("topic", "list", "--url", "http://127.0.0.1:1")
        #expect(nobody.code == 2 && nobody.errors.contains("cannot connect to 127.0.0.1:1"))
    }

    @Test func `a namespace has topics of its own`() throws {
        #expect(try server.client().send("PUT", "/v1/ns/shop").status == 201)
        #expect(try topic("create", "orders", "--namespace", "shop").code == 0)
        #expect(try topic("list").output == "")
        #expect(try topic("list", "-n", "shop").output.contains("orders"))
    }
}
