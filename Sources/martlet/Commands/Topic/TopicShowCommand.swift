internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet topic show`.
struct TopicShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a topic and where its partitions begin and end.",
        discussion: "--json prints two lines: the topic, and the offsets of its partitions.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "Show the settings in force, and which of them its policy gave.")
    var effective = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let session = try server.session()
            let topic = try session.exchange(
                "GET", TopicCommand.place(name) + (effective ? "?effective=true" : ""))
            let offsets = try session.exchange("GET", TopicCommand.place(name) + "/offsets")
            if json { return try StandardOutput.write(topic.body.lineEnded + offsets.body.lineEnded) }
            let ink = Ink()
            let shown = try topic.body.withByteView { body in try TopicText(JSONValue(checking: body)) }
            var rows = [["name", shown.name], ["partitions", "\(shown.partitions)"]]
            rows.append(["keeps", shown.retentionText])
            rows += shown.settings.map { [$0.name, $0.value] }
            let partitions = try offsets.body.withByteView { body in try PartitionText.list(body) }
            try StandardOutput.line(Columns.aligned(rows) + "\n\n" + PartitionText.table(partitions, ink))
        }
    }
}
