import TestSupport
import Testing

/// Policies, as a user of curl meets them.
@Suite struct PolicyTests {
    private let server: LiveServer
    private var client: CurlClient { server.client() }

    init() throws { server = try LiveServer() }

    private func put(_ path: String, _ body: String = "{}") throws -> CurlClient.Answer {
        try client.send("PUT", "/v1/" + path, body: Array(body.utf8))
    }

    private func get(_ path: String) throws -> JSONTree { try client.send("GET", "/v1/" + path).json() }

    private func texts(_ tree: JSONTree?) -> [String] { tree?.elements.compactMap(\.text) ?? [] }

    @Test func `what is in force is told with who gave it`() throws {
        #expect(try put("queues/jobs.mail", #"{"ttl":"10m","lease":"5s"}"#).status == 201)
        let made = try put(
            "policies/short",
            #"{"applies_to":"queues","pattern":"jobs.*","settings":{"ttl":"1h","lease":"1m","max_length":2}}"#
        )
        #expect(made.status == 201)
        #expect(try made.json()["in_force"]?.integer == 1)
        let declared = try get("queues/jobs.mail")
        #expect(declared["max_length"] == nil)
        #expect(declared["policy"]?.text == "short")
        let effective = try get("queues/jobs.mail?effective=true")
        #expect(effective["ttl"]?.text == "10m")
        #expect(effective["lease"]?.text == "5s")
        #expect(effective["max_length"]?.integer == 2)
        #expect(texts(effective["from_policy"]) == ["max_length"])
        #expect(texts(effective["declared"]) == ["lease", "ttl"])
        #expect(
            try client.send("PATCH", "/v1/queues/jobs.mail", body: Array(#"{"ttl":null}"#.utf8)).status == 200
        )
        #expect(try get("queues/jobs.mail?effective=true")["ttl"]?.text == "1h")
    }

    @Test func `a policy counts for messages from the moment it is there`() throws {
        #expect(try put("queues/jobs").status == 201)
        #expect(try put("queues/later", #"{"max_length":1}"#).status == 201)
        #expect(try client.send("POST", "/v1/queues/jobs/messages", body: [65]).status == 201)
        #expect(
            try put("policies/p", #"{"applies_to":"queues","pattern":"*","settings":{"max_length":1}}"#)
                .status
                == 201)
        #expect(try client.send("POST", "/v1/queues/jobs/messages", body: [66]).status == 429)
        #expect(try client.send("DELETE", "/v1/policies/p").status == 204)
        #expect(try client.send("POST", "/v1/queues/jobs/messages", body: [66]).status == 201)
        #expect(
            try put("policies/p", #"{"applies_to":"topics","pattern":"*","settings":{"ack":"none"}}"#).status
                == 201)
        #expect(try put("topics/log").status == 201)
        #expect(try client.send("POST", "/v1/topics/log/messages", body: [65]).status == 202)
    }

    @Test func `an exchange that a policy names stays, and limits in bytes are given`() throws {
        #expect(try put("exchanges/dead", #"{"type":"fanout"}"#).status == 201)
        let body =
            #"{"applies_to":"queues","pattern":"*","settings":{"dead_letter":{"exchange":"dead"},"max_bytes":400}}"#
        #expect(try put("policies/p", body).status == 201)
        #expect(try client.send("DELETE", "/v1/exchanges/dead").json()["code"]?.text == "in_use")
        #expect(try put("queues/jobs").status == 201)
        let large = [UInt8](repeating: 65, count: 300)
        #expect(try client.send("POST", "/v1/queues/jobs/messages", body: large).status == 201)
        #expect(try client.send("POST", "/v1/queues/jobs/messages", body: large).status == 429)
        #expect(try client.send("DELETE", "/v1/policies/p").status == 204)
        #expect(try client.send("POST", "/v1/queues/jobs/messages", body: large).status == 201)
        #expect(try client.send("DELETE", "/v1/exchanges/dead").status == 204)
    }

    @Test func `policies live through kills`() throws {
        #expect(try put("queues/jobs", #"{"lease":"1m"}"#).status == 201)
        #expect(
            try put(
                "policies/p",
                #"{"applies_to":"queues","pattern":"j*","priority":3,"settings":{"ttl":"1h","dead_letter":"none"}}"#
            ).status == 201)
        let before = try get("queues/jobs?effective=true")
        try server.crashAndRestart()
        #expect(try get("queues/jobs?effective=true") == before)
        #expect(before["dead_letter"]?.text == "none")
        #expect(try put("queues/jam").status == 201)
        #expect(try get("queues/jam?effective=true")["ttl"]?.text == "1h")
        #expect(try get("policies")["policies"]?.elements.count == 1)
    }

    @Test(
        arguments: [
            (#"{"pattern":"*","settings":{}}"#, 422), (#"{"applies_to":"queues","settings":{}}"#, 422),
            (#"{"applies_to":"queues","pattern":"*"}"#, 422),
            (#"{"applies_to":"queues","pattern":"a b","settings":{}}"#, 422),
            (#"{"applies_to":"queues","pattern":"*","settings":{"priorities":3}}"#, 422),
            (#"{"applies_to":"topics","pattern":"*","settings":{"ttl":"1h"}}"#, 422),
            (#"{"applies_to":"topics","pattern":"*","settings":{"retention":{"tmie":"1h"}}}"#, 400),
            (#"{"applies_to":"queues","pattern":"*","settings":{"ttl":5}}"#, 400),
            (#"{"applies_to":"queues","pattern":"*","settings":{"dead_letter":{"queue":"none"}}}"#, 404),
            (#"{"applies_to":"queues","pattern":"*","settings":{"overflow":"dead_letter"}}"#, 422),
            (#"{"applies_to":"queues","pattern":"*","priority":1000001,"settings":{}}"#, 422),
            (#"{"applies_to":"all","pattern":"*","settings":{}}"#, 400),
            (#"{"applies_to":"queues","pattern":"*","settings":{},"definition":{}}"#, 400),
        ])
    func `what cannot be is refused`(body: String, status: Int) throws {
        #expect(try put("policies/p", body).status == status)
        #expect(try client.send("GET", "/v1/policies/p").status == 404)
        #expect(try client.send("DELETE", "/v1/policies/p").status == 404)
    }

    @Test func `the command line sets, lists, shows and deletes policies`() throws {
        func martlet(_ words: String...) throws -> Tool {
            try Tool(words + ["--url", server.current.origin])
        }
        #expect(try martlet("queue", "declare", "failed").code == 0)
        let set = try martlet(
            "policy", "set", "p", "--queues", "*", "ttl=1h", "backoff=1s,5s", "dead_letter=queue:failed")
        #expect(set.output == "p: declared (in force for 1 queues)")
        #expect(
            try martlet("policy", "set", "p", "--priority", "4").output
                == "p: changed: priority (in force for 1 queues)")
        #expect(try martlet("policy", "set", "t", "--topics", "a*", "retention.time=7d").code == 0)
        #expect(try martlet("queue", "show", "failed").output.contains("policy"))
        #expect(!(try martlet("queue", "show", "failed").output.contains("1s, 5s")))
        #expect(try martlet("queue", "show", "failed", "--effective").output.contains("1s, 5s"))
        #expect(try martlet("policy", "list").output.contains("retention"))
        #expect(try martlet("policy", "show", "p").output.contains("1h"))
        #expect(try martlet("policy", "set", "p", "--queues", "*", "ttl").code != 0)
        #expect(try martlet("policy", "delete", "p", "--yes").output == "p: deleted")
        #expect(try martlet("policy", "show", "p").code == 1)
    }
}
