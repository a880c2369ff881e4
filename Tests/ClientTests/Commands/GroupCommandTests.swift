import TestSupport
import Testing

/// `martlet group` against a real server.
@Suite(.serialized) struct GroupCommandTests {
    private let server: LiveServer

    init() throws { server = try LiveServer() }

    private func group(_ words: String...) throws -> Tool {
        try Tool(["group"] + words + ["--url", server.current.origin])
    }

    /// Three messages, of which one poll took the first and committed nothing.
    private func begin() throws {
        let client = server.client()
        #expect(try client.send("PUT", "/v1/topics/orders").status == 201)
        for number in 0..<3 {
            #expect(
                try client.send("POST", "/v1/topics/orders/messages", body: Array("\(number)".utf8)).status
                    == 201)
        }
        let poll = try client.send(
            "POST", "/v1/groups/billing/poll",
            body: Array(#"{"topics":["orders"],"member":"w1","max":1}"#.utf8))
        #expect(poll.status == 200)
    }

    @Test func `groups are listed, shown and deleted`() throws {
        #expect(try group("list").output == "")
        try begin()
        let list = try group("list").output
        #expect(
            list.hasPrefix("NAME     TOPICS  ASSIGNOR  START     EPHEMERAL  PAUSED  DECLARED\nbilling  "),
            "\(list)")
        let show = try group("show", "billing").output
        #expect(show.contains("\nw1      1      poll     orders:0  "), "\(show)")
        let json = try group("show", "billing", "--json").output.split(separator: "\n")
        #expect(json.count == 2 && json[1].hasPrefix(#"{"generation":"#))
        let unsure = try group("delete", "billing")
        #expect(unsure.code == 64 && unsure.errors.contains("--yes"))
        #expect(try group("delete", "billing", "--yes").output == "billing: deleted")
        #expect(try group("show", "billing").code == 1)
    }

    @Test func `what is behind is shown by partition and by group`() throws {
        try begin()
        let one = try group("lag", "billing").output
        #expect(one.contains("\norders  0          w1      0          3     3       "), "\(one)")
        let all = try group("lag").output
        #expect(all.contains("\nbilling  1           3       "), "\(all)")
        #expect(try group("lag", "billing", "--json").output.contains(#""messages":3"#))
    }

    @Test func `offsets are put elsewhere, and shown before`() throws {
        try begin()
        let dry = try group("reset", "billing", "--to", "offset:2", "--dry-run")
        #expect(dry.output == "TOPIC   PARTITION  FROM  TO\norders  0          -     2", "\(dry.output)")
        #expect(dry.errors.contains("nothing was changed"))
        #expect(try group("reset", "billing", "--to", "latest", "--topic", "orders").code == 0)
        #expect(
            try group("lag", "billing").output.contains(
                "\norders  0          w1      3          3     0       "))
        let wrong = try group("reset", "billing", "--to", "sideways")
        #expect(wrong.code == 1 && wrong.errors.hasPrefix("martlet: "), "\(wrong.errors)")
    }
}
