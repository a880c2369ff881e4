import TestSupport
import Testing

/// What `/metrics` tells of single queues, exchanges and groups.
@Suite struct QueueMetricsTests {
    private let server: LiveServer
    private let client: CurlClient

    init() throws {
        server = try LiveServer(["--dev"])
        client = server.client()
    }

    private func put(_ path: String, _ body: String = "{}") throws {
        #expect(try client.send("PUT", "/v1/" + path, body: Array(body.utf8)).status == 201)
    }

    private func post(_ path: String, _ body: String = "x") throws -> CurlClient.Answer {
        try client.send("POST", "/v1/" + path, body: Array(body.utf8))
    }

    private func metric(_ line: String) throws -> Bool {
        try client.send("GET", "/metrics").text.split(separator: "\n").contains { $0 == line }
    }

    @Test func `what leaves a queue otherwise than acked is counted by queue`() throws {
        try put("queues/short", #"{"ttl":"1m","max_length":2,"overflow":"drop_head","dead_letter":"none"}"#)
        try put("queues/calm")
        for _ in 0..<3 { #expect(try post("queues/short/messages").status == 201) }
        #expect(try post("queues/calm/messages").status == 201)
        let leases = try post("queues/short/receive?max=1", "{}").json()["messages"]?.elements ?? []
        let lease = try #require(leases.first?["lease"]?.text)
        #expect(try post("queues/short/leases/\(lease)/reject", "{}").status == 200)
        #expect(try post("dev/clock:advance", #"{"by":"2m"}"#).status == 200)
        #expect(try post("queues/short/receive", "{}").json()["messages"]?.elements.isEmpty == true)
        let label = #"{namespace="default",queue="short"}"#
        #expect(try metric("martlet_queue_overflowed_total\(label) 1"))
        #expect(try metric("martlet_queue_dropped_total\(label) 1"))
        #expect(try metric("martlet_queue_expired_total\(label) 1"))
        #expect(try !client.send("GET", "/metrics").text.contains(#"queue="calm""#))
    }

    @Test func `dead letters are counted when they arrive, and while they cannot`() throws {
        try put("queues/failed")
        try put("queues/jobs", #"{"dead_letter":{"queue":"failed"}}"#)
        let label = #"{namespace="default",queue="jobs"}"#
        for metricLine in ["martlet_queue_dead_lettered_total\(label) 1", "martlet_queue_dying\(label) 1"] {
            #expect(try post("queues/jobs/messages").status == 201)
            let lease = try #require(
                try post("queues/jobs/receive", "{}").json()["messages"]?.elements.first?["lease"]?.text)
            #expect(try post("queues/jobs/leases/\(lease)/reject", "{}").status == 200)
            var isTold = false
            for _ in 0..<500 where !isTold { isTold = try metric(metricLine) }
            #expect(isTold, "\(metricLine)")
            #expect(try client.send("DELETE", "/v1/queues/failed?force=true").status < 500)
        }
    }

    @Test func `exchanges, groups and prepared messages are told`() throws {
        try put("topics/log")
        try put("groups/g", #"{"topics":["log"]}"#)
        #expect(try post("groups/g/poll", #"{"member":"a"}"#).status == 200)
        try put("exchanges/e", #"{"type":"topic"}"#)
        try put("exchanges/e/bindings/b", #"{"to":{"topic":"log"},"routing_key":"a.*"}"#)
        #expect(try post("exchanges/e/messages?routing_key=a.b").status == 201)
        #expect(try post("exchanges/e/messages?routing_key=b").status == 200)
        #expect(try post("exchanges/e/messages?routing_key=b&mandatory=true").status == 422)
        #expect(try post("topics/log/messages?prepare=true").status == 202)
        let label = #"{namespace="default",exchange="e"}"#
        #expect(try metric("martlet_exchange_routed_total\(label) 1"))
        #expect(try metric("martlet_exchange_unroutable_total\(label) 1"))
        #expect(try metric("martlet_exchange_returned_total\(label) 1"))
        #expect(try metric(#"martlet_group_lag_messages{namespace="default",group="g"} 1"#))
        #expect(try metric(#"martlet_group_members{namespace="default",group="g"} 1"#))
        #expect(try metric("martlet_prepared_messages 1"))
    }
}
