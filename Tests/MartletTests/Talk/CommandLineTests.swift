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

    @Test(arguments: [
        ["publish"], ["publish", "t", "m", "--file", "f"], ["publish", "--queue", "q", "--partition", "1"],
        ["publish", "t", "--header", "nothing"], ["publish", "t", "--content-type", "a/b"],
        ["publish", "t", "m", "--url", "https://x"], ["tail"], ["tail", "t", "--max", "0"],
        ["topic", "show"], ["topic", "create", "t", "--partitions", "many"],
    ])
    func `a wrong option ends with 64`(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { _ = try Martlet.parseAsRoot(arguments) }
        #expect(error.map { Martlet.exitCode(for: $0).rawValue } == 64)
    }
}
