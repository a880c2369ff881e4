import TestSupport
import Testing

/// `martlet schedule`, `martlet diff` and `martlet apply` against a real server.
@Suite(.serialized) struct ScheduleCommandTests {
    private let server: LiveServer

    init() throws { server = try LiveServer() }

    private func tool(_ words: String...) throws -> Tool {
        try Tool(words + ["--url", server.current.origin])
    }

    private func declareQueue() throws {
        #expect(try server.client().send("PUT", "/v1/queues/jobs").status == 201)
    }

    @Test func `a schedule is put, listed, run, paused, resumed and cancelled`() throws {
        try declareQueue()
        let put = try tool(
            "schedule", "put", "often", "--every", "1h", "--to", "queue:jobs", "--text", "go")
        #expect(put.output.hasPrefix("often: scheduled, next "), "\(put.errors)")
        let list = try tool("schedule", "list").output
        #expect(list.contains("every 1h  queue:jobs  0"), "\(list)")
        #expect(try tool("schedule", "run", "often").output == "often: sent to queue jobs, offset 0")
        #expect(try tool("schedule", "pause", "often").output == "often: paused")
        #expect(try tool("schedule", "resume", "often").output.hasPrefix("often: scheduled, next "))
        #expect(try tool("schedule", "delete", "often").output == "often: cancelled")
        #expect(try tool("schedule", "show", "often").code == 1)
    }

    @Test func `a schedule goes to an exchange with its routing key`() throws {
        let client = server.client()
        #expect(
            try client.send("PUT", "/v1/exchanges/shop", body: Array(#"{"type":"topic"}"#.utf8)).status == 201
        )
        let put = try tool(
            "schedule", "put", "due", "--every", "1h", "--to", "exchange:shop/order.due", "--text", "go")
        #expect(put.output.hasPrefix("due: scheduled, next "), "\(put.errors)")
        let list = try tool("schedule", "list").output
        #expect(list.contains("every 1h  exchange:shop/order.due  0"), "\(list)")
        #expect(try tool("schedule", "run", "due").output == "due: sent to exchange shop, routed to 0")
    }

    @Test func `nonsense is refused where it stands`() throws {
        try declareQueue()
        let put = try tool(
            "schedule", "put", "bad", "--cron", "0 25 * * *", "--to", "queue:jobs", "--text", "go")
        #expect(put.code == 1 && put.errors.contains("byte 2"), "\(put.errors)")
        #expect(try tool("schedule", "put", "bad", "--to", "jobs").code == 64)
    }

    @Test func `definitions of one server make another`() throws {
        try declareQueue()
        let client = server.client()
        let exported = try client.send("GET", "/v1/definitions")
        #expect(exported.status == 200)
        let again = try client.send("PUT", "/v1/definitions?dry_run=true", body: exported.body)
        #expect(again.text.hasPrefix(#"{"dry_run":true,"created":[],"changed":[],"unchanged":1}"#))
        let more =
            #"{"namespaces":[{"name":"shop","queues":[{"name":"a","dead_letter":{"queue":"b"}},{"name":"b"}]}]}"#
        let made = try client.send("PUT", "/v1/definitions", body: Array(more.utf8))
        #expect(
            made.text.contains(
                #""created":[{"kind":"namespace","name":"shop"},{"kind":"queue","namespace":"shop","name":"b"}"#
            ))
        #expect(try client.send("GET", "/v1/ns/shop/queues/a").status == 200)
    }
}
