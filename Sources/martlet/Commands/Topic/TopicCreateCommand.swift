internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet topic create`.
struct TopicCreateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Declare a topic, or set what is given of one that is there.")

    @Argument(help: "Its name.")
    var name: String
    @Option(help: "How many partitions; they only grow. (default: 1)")
    var partitions: Int?
    @Option(help: "flush answers a publisher when it is on disk, none at once. (default: flush)")
    var ack: String?
    @Option(name: .customLong("validate"), help: "json refuses what is not JSON. (default: none)")
    var validation: String?
    @Option(help: "Keep messages for so long, such as 7d. (default: for ever)")
    var keepTime: String?
    @Option(help: "Keep so many bytes a partition, such as 10GiB. (default: all)")
    var keepBytes: String?
    @Option(help: "Keep so many messages a partition. (default: all)")
    var keepCount: Int?
    @Option(help: "delete, compact or both. (default: delete)")
    var cleanup: String?
    @Option(help: "How long compaction keeps tombstones. (default: 1d)")
    var tombstoneTime: String?
    @Flag(help: "Refuse if it is there already.")
    var new = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        let wish = try wish()
        try Talking.run {
            let answer = try server.session().declare(TopicCommand.place(name), wish, createOnly: new)
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let topic = try answer.body.withByteView { body in try TopicText(JSONValue(checking: body)) }
            var what = answer.status == 201 ? "declared" : "was there already"
            if !topic.changed.isEmpty { what = "changed: \(topic.changed.listed)" }
            let partitions = topic.partitions == 1 ? "1 partition" : "\(topic.partitions) partitions"
            try StandardOutput.line("\(topic.name): \(what) (\(partitions))")
        }
    }

    /// The declaration: what was given, and nothing else.
    func wish() throws -> String {
        var wish = JSONLine()
        if let partitions { wish.add("partitions", partitions) }
        if let ack { wish.add("ack", ack) }
        if let validation { wish.add("validate", validation) }
        var retention = JSONLine()
        if let keepTime { retention.add("time", keepTime) }
        if let keepBytes {
            guard let bytes = ByteCount.parse(keepBytes) else {
                throw ValidationError("--keep-bytes must look like 10GiB or 4096, not \"\(keepBytes)\"")
            }
            retention.add("bytes", bytes)
        }
        if let keepCount { retention.add("count", keepCount) }
        if keepTime != nil || keepBytes != nil || keepCount != nil { wish.add("retention", retention) }
        if let cleanup { wish.add("cleanup", cleanup) }
        if let tombstoneTime { wish.add("tombstone_time", tombstoneTime) }
        return wish.text
    }
}
