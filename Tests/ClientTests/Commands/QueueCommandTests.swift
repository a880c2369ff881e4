import TestSupport
import Testing

/// `martlet queue` against a real server.
@Suite(.serialized) struct QueueCommandTests {
    private let server: LiveServer

    init() throws { server = try LiveServer() }

    private func queue(_ words: String...) throws -> Tool {
        try Tool(["queue"] + words + ["--url", server.current.origin])
    }

    private func publish(_ texts: String...) throws {
        let client = server.client()
        for text in texts {
            let sent = try client.send(
                "POST", "/v1/queues/jobs/messages?key=k", body: Array(text.utf8),
                fields: ["Content-Type: text/plain"])
            #expect(sent.status == 201)
        }
    }

    @Test func `queues are declared, listed, shown and deleted`() throws {
        let none = try queue("list")
        #expect(none.output == "" && none.errors.contains("martlet queue declare"))
        #expect(try queue("declare", "jobs", "--lease", "1m").output == "jobs: declared")
        #expect(try queue("declare", "jobs").output == "jobs: was there already")
        let changed = try queue("declare", "jobs", "--max-deliveries", "3", "--backoff", "1s,1m")
        #expect(changed.output == "jobs: changed: backoff, max_deliveries", "\(changed.output)")
        let list = try queue("list").output
        #expect(list.contains("\njobs  1m     3           1s, 1m   "), "\(list)")
        let show = try queue("show", "jobs").output
        #expect(show.contains("\nlease ") && show.contains("\nready "), "\(show)")
        let json = try queue("show", "jobs", "--json").output.split(separator: "\n")
        #expect(json.count == 2 && json[1].contains(#""ready":0"#))
        let unsure = try queue("delete", "jobs")
        #expect(unsure.code == 64 && unsure.errors.contains("--yes"))
        try publish("a")
        #expect(try queue("delete", "jobs", "--yes").output == "jobs: deleted")
        #expect(try queue("show", "jobs").code == 1)
    }

    @Test func `messages are looked at, received and deleted`() throws {
        #expect(try queue("declare", "jobs").code == 0)
        try publish("one", "two", "three")
        let peek = try queue("peek", "jobs", "--max", "2").output.split(separator: "\n")
        #expect(peek.count == 2 && peek[0].contains("  ready  ") && peek[0].hasSuffix("  k  one"), "\(peek)")
        let first = try queue("receive", "jobs").output.split(separator: "\n")
        #expect(
            first.count == 2 && first[0].hasSuffix("  k  one") && first[1].hasPrefix("  lease "), "\(first)")
        #expect(
            try queue("receive", "jobs", "--max", "5", "--ack", "--json").output.contains(#""text":"two""#))
        let left = try queue("peek", "jobs").output
        #expect(left.contains("  leased  ") && left.hasSuffix("  k  one"), "\(left)")
        let id = String(left.prefix { $0 != " " })
        #expect(try queue("peek", "jobs", "--id", id, "--json").output.contains(#""text":"one""#))
        #expect(try queue("peek", "jobs", "--state", "ready").errors.contains("no such messages"))
        let nothing = try queue("receive", "jobs")
        #expect(nothing.code == 0 && nothing.errors.contains("nothing to receive"))
        #expect(try queue("purge", "jobs", "--yes").output == "jobs: 1 messages deleted")
        #expect(try queue("peek", "jobs", "--id", id).code == 1)
    }

    @Test func `messages are redriven to another queue`() throws {
        for name in ["jobs", "other"] { #expect(try queue("declare", name).code == 0) }
        try publish("one", "two", "three")
        let dry = try queue("redrive", "jobs", "--to", "queue:other", "--dry-run")
        #expect(dry.output == "would move 3 messages, skip 0; looked at 3", "\(dry.output)")
        let done = try queue("redrive", "jobs", "--to", "queue:other", "--limit", "2").output
        #expect(done == "redrive 1 of jobs: completed, 2 moved, 0 skipped, 0 came back", "\(done)")
        #expect(try queue("peek", "other").output.split(separator: "\n").count == 2)
        #expect(try queue("redrive", "jobs", "--list").output.contains("\n1        completed  "))
        let wrong = try queue("redrive", "jobs", "--to", "queue:nowhere")
        #expect(wrong.code == 1 && wrong.errors.contains("nowhere"), "\(wrong.errors)")
    }
}
