import Glibc
import TestSupport
import Testing

/// All that was declared as one document.
@Suite struct DefinitionTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer()
        client = server.client()
    }

    private static let document = """
        {"version":1,"namespaces":[{"name":"default","topics":[{"name":"log","partitions":1,\
        "retention":{"time":"7d"},"cleanup":"delete"}],"exchanges":[{"name":"lost","type":"fanout","bindings":[{"name":"all","to":{"queue":"rest"}}]},\
        {"name":"orders","type":"topic","alternate":"lost","bindings":[\
        {"name":"log","to":{"topic":"log"},"routing_key":"#"},\
        {"name":"paid","to":{"queue":"jobs"},"routing_key":"order.*.paid","filter":{"key":["a"]}}]}],\
        "queues":[{"name":"jobs","lease":"30s","backoff":["1s","2s"],"ttl":"1h"},{"name":"rest"}],\
        "groups":[],"schedules":[],"policies":[{"name":"short","applies_to":"queues","pattern":"*","priority":2,\
        "settings":{"max_length":10}}]}]}
        """

    private func apply(_ document: String, _ query: String = "") throws -> CurlClient.Answer {
        try client.send("PUT", "/v1/definitions" + query, body: Array(document.utf8))
    }

    private func names(_ answer: CurlClient.Answer, _ list: String) throws -> [String] {
        try answer.json()[list]?.elements.map { one in
            "\(one["kind"]?.text ?? "") \(one["exchange"]?.text.map { $0 + "/" } ?? "")\(one["name"]?.text ?? "")"
        } ?? []
    }

    @Test func `exchanges, bindings and policies are declared and shown to the byte`() throws {
        let all = [
            "topic log", "exchange lost", "exchange orders", "queue jobs", "queue rest", "binding lost/all",
            "binding orders/log", "binding orders/paid", "policy short",
        ]
        #expect(try names(apply(Self.document, "?dry_run=true"), "created") == all)
        #expect(try client.send("GET", "/v1/exchanges/orders").status == 404)
        #expect(try names(apply(Self.document), "created") == all)
        #expect(try client.send("GET", "/v1/definitions").text == Self.document + "\n")
        let again = try apply(Self.document)
        #expect(try again.json()["unchanged"]?.integer == 9)
        #expect(try client.send("GET", "/v1/queues/rest?effective=true").json()["max_length"]?.integer == 10)
    }

    @Test func `pruning deletes what is not listed, of the kinds that are`() throws {
        #expect(try apply(Self.document).status == 200)
        #expect(
            try client.send("PUT", "/v1/groups/g", body: Array(#"{"topics":["log"]}"#.utf8)).status == 201)
        let less = """
            {"namespaces":[{"name":"default","exchanges":[{"name":"orders","alternate":null,"bindings":[\
            {"name":"log","to":{"topic":"log"},"routing_key":"#"}]}],"queues":[{"name":"jobs"}],"policies":[]}]}
            """
        let gone = ["policy short", "binding orders/paid", "queue rest", "exchange lost"]
        #expect(try names(apply(less, "?prune=true&dry_run=true"), "deleted") == gone)
        let done = try apply(less, "?prune=true")
        #expect(try names(done, "deleted") == gone)
        #expect(try names(done, "changed") == ["exchange orders"])
        for path in ["policies/short", "exchanges/lost", "queues/rest", "exchanges/orders/bindings/paid"] {
            #expect(try client.send("GET", "/v1/" + path).status == 404)
        }
        for path in ["topics/log", "groups/g", "queues/jobs", "exchanges/orders/bindings/log"] {
            #expect(try client.send("GET", "/v1/" + path).status == 200)
        }
    }

    @Test func `what holds messages is pruned by force only`() throws {
        #expect(try apply(Self.document).status == 200)
        #expect(try client.send("POST", "/v1/queues/rest/messages", body: [65]).status == 201)
        #expect(try client.send("POST", "/v1/topics/log/messages", body: [65]).status == 201)
        let none =
            #"{"namespaces":[{"name":"default","topics":[],"queues":[{"name":"new"}],"exchanges":[]}]}"#
        let shown = try apply(none, "?prune=true&dry_run=true").json()["deleted"]?.elements ?? []
        #expect(shown.compactMap { $0["messages"]?.integer } == [1, 1])
        let refused = try apply(none, "?prune=true")
        #expect(refused.status == 409)
        #expect(try refused.json()["code"]?.text == "would_lose_messages")
        #expect(try client.send("GET", "/v1/queues/new").status == 404)
        #expect(try apply(none, "?prune=true&force=true").status == 200)
        #expect(try client.send("GET", "/v1/topics/log").status == 404)
        #expect(try client.send("GET", "/v1/queues/new").status == 200)
    }

    @Test func `the command line shows and prunes`() throws {
        let file = server.folder.path + "/all.json"
        let less = server.folder.path + "/less.json"
        for (path, text) in [
            (file, Self.document), (less, #"{"namespaces":[{"name":"default","policies":[]}]}"#),
        ] {
            let handle = try #require(fopen(path, "w"))
            fputs(text, handle)
            fclose(handle)
        }
        func martlet(_ words: String...) throws -> Tool {
            try Tool(words + ["--url", server.current.origin])
        }
        #expect(try martlet("apply", "-f", file).output.contains("+ binding orders/paid"))
        #expect(try martlet("diff", "-f", less, "--prune").output == "- policy short")
        #expect(try martlet("apply", "-f", less, "--prune").output == "- policy short")
        #expect(try martlet("apply", "-f", less, "--prune").output.isEmpty)
    }
}
