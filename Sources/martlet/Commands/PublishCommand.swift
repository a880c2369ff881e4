internal import ArgumentParser
internal import Glibc

/// `martlet publish`.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish messages to a topic or a queue.",
        usage: """
            martlet publish TOPIC [MESSAGE …] [options]
            martlet publish --queue QUEUE [MESSAGE …] [options]
            """,
        discussion: """
            Messages are the arguments, all or none of them; or else the lines of --file or of standard input,
            sent in batches as they come (blank lines are passed over). JSON becomes a value, other text a text.
              martlet publish orders '{"total":12.5}' --key 42 --header source=till-7
              tail -f app.log | martlet publish logs --text
              martlet publish pictures --file cat.png --whole --content-type image/png
            Ends with 0 when all is stored, with 1 when the server refused or a file cannot be read, with 2 when
            the server cannot be reached, with 64 for a wrong option. A batch whose answer was lost is sent again
            for up to a minute, and stored once. Of lines, those before the batch that failed are stored, and the
            message says how many.
            """)

    @Argument(help: "The topic, unless --queue is given; then messages.")
    var words: [String] = []
    @Option(help: "Publish to this queue.")
    var queue: String?
    @Option(help: "A file with a message a line; - is standard input.")
    var file: String?
    @Flag(help: "All of the file or of standard input is one message, kept to the byte.")
    var whole = false
    @Option(help: "With --whole: its Content-Type. (default: application/octet-stream)")
    var contentType: String?
    @Flag(help: "Take JSON for text too.")
    var text = false
    @Option(help: "Key of all messages.")
    var key: String?
    @Option(name: .customLong("header"), help: "A header of all messages, NAME=VALUE; repeatable.")
    var headers: [PublishHeader] = []
    @Option(help: "Publish to this partition.")
    var partition: Int?
    @Option(help: "flush answers when it is on disk, none at once. (default: as the topic says)")
    var ack: String?
    @Flag(help: "Print the server's answers, one a line.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws {
        if queue == nil && words.isEmpty { throw ValidationError("which topic? or give --queue") }
        if (file != nil || whole) && !messages.isEmpty {
            throw ValidationError("messages come as arguments or from a file, not both")
        }
        if queue != nil && partition != nil { throw ValidationError("a queue has no partitions") }
        if contentType != nil && !whole { throw ValidationError("--content-type goes with --whole") }
        if let contentType, contentType.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) {
            throw ValidationError("--content-type must be plain ASCII")
        }
    }

    func run() throws {
        try Talking.run {
            var publisher = Publisher(
                try server.session(), place: place, options: options, isJSON: json)
            if whole { return try publishWhole(&publisher) }
            var batch = RecordBatch(key: key, headers: headers, isTextOnly: text)
            if messages.isEmpty {
                if file == nil && isatty(STDIN_FILENO) == 1 {
                    ErrorLine.print("a message a line; Ctrl-D ends")
                }
                try publisher.send(try LineSource(file ?? "-"), &batch)
            } else {
                try publisher.send(messages, &batch)
            }
            if !json { try StandardOutput.line(publisher.tally.text(in: Printable.text(target))) }
        }
    }

    private func publishWhole(_ publisher: inout Publisher) throws {
        var source = try LineSource(file ?? "-")
        let answer = try publisher.sendWhole(
            try source.rest(), type: contentType ?? "application/octet-stream", key: key, headers: headers)
        if json { return try StandardOutput.write(answer.body.lineEnded) }
        try StandardOutput.line("1 message stored: \(Printable.text(target))")
    }

    private var target: String { queue ?? words.first ?? "" }
    private var messages: [String] { queue == nil ? Array(words.dropFirst()) : words }

    private var place: String {
        queue.map { "/queues/" + PercentText.encode($0) } ?? TopicCommand.place(target)
    }

    private var options: [(name: String, value: String)] {
        var options: [(name: String, value: String)] = []
        if let partition { options.append(("partition", "\(partition)")) }
        if let ack { options.append(("ack", ack)) }
        return options
    }
}
