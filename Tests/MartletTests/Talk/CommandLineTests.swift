import ArgumentParser
import Testing

@testable import martlet

@Suite struct CommandLineTests {
    @Test func `a topic is created with what was given and nothing else`() throws {
        let plain = try TopicCreateCommand.parse(["orders"])
        #expect(try plain.wish() == "{}")
        let full = try TopicCreateCommand.parse([
            "orders", "--partitions", "3", "--keep-time", "7d", "--keep-bytes", "1GiB", "--cleanup", "both",
        ])
        #expect(
            try full.wish()
                == #"{"partitions":3,"retention":{"time":"7d","bytes":1073741824},"cleanup":"both"}"#)
    }

    @Test func `a queue is declared with what was given and nothing else`() throws {
        #expect(try QueueDeclareCommand.parse(["jobs"]).wish() == "{}")
        let full = try QueueDeclareCommand.parse([
            "jobs", "--lease", "1m", "--max-deliveries", "unlimited", "--backoff", "1s,1m", "--dead-letter",
            "topic:failures",
        ])
        #expect(
            try full.wish()
                == #"{"lease":"1m","max_deliveries":"unlimited","backoff":["1s","1m"],"dead_letter":{"topic":"failures"}}"#
        )
    }

    @Test func `a queue is declared with who gets what, and how much there may be`() throws {
        let command = try QueueDeclareCommand.parse([
            "jobs", "--ttl", "1h", "--max-length", "none", "--max-bytes", "1000", "--overflow", "drop_head",
            "--priorities", "3", "--no-single-active", "--prefetch", "5", "--fair", "--dedupe", "none",
            "--source", "orders", "--from", "offset:17", "--hold-retention", "100",
        ])
        #expect(
            try command.wish()
                == #"{"ttl":"1h","max_length":null,"max_bytes":1000,"overflow":"drop_head","priorities":3,"#
                + #""single_active":false,"prefetch":5,"fair":true,"dedupe":null,"#
                + #""source":{"topic":"orders","from":"offset:17"},"hold_retention":100}"#)
    }

    @Test(arguments: [
        ["publish"], ["publish", "t", "m", "--file", "f"], ["publish", "--queue", "q", "--partition", "1"],
        ["publish", "t", "--header", "nothing"], ["publish", "t", "--content-type", "a/b"],
        ["publish", "t", "m", "--url", "https://x"], ["tail"], ["tail", "t", "--max", "0"],
        ["queue", "peek", "q", "--id", "1-2", "--max", "3"], ["queue", "declare", "q", "--dead-letter", "x"],
        ["queue", "redrive", "q", "--to", "x"], ["queue", "declare", "q", "--from", "latest"],
        ["queue", "declare", "q", "--max-length", "many"],
        ["topic", "show"], ["topic", "create", "t", "--partitions", "many"],
    ])
    func `a wrong option ends with 64`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { _ = try Martlet.parseAsRoot(arguments) }
        #expect(error.map { Martlet.exitCode(for: $0).rawValue } == 64)
    }
}
