internal import ArgumentParser

/// `martlet queue declare`.
struct QueueDeclareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declare", abstract: "Declare a queue, or set what is given of one that is there.")

    @Argument(help: "Its name.")
    var name: String
    @Option(help: "How long messages are leased. (default: 30s)")
    var lease: String?
    @Option(help: "Failures after which a message is a dead letter, or unlimited. (default: 20)")
    var maxDeliveries: String?
    @Option(help: "How long to wait after each failure, such as 1s,10s,1m. (default: not at all)")
    var backoff: String?
    @Option(
        help: "Where dead letters go: queue:NAME, topic:NAME, exchange:NAME[/KEY], none. (default: NAME.dlq)")
    var deadLetter: String?
    @Option(help: "flush answers a publisher when it is on disk, none at once. (default: flush)")
    var ack: String?
    @Option(name: .customLong("validate"), help: "json refuses what is not JSON. (default: none)")
    var validation: String?
    @OptionGroup var options: QueueOptions
    @Flag(help: "Refuse if it is there already.")
    var new = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws { _ = try wish() }

    func run() throws {
        let wish = try wish()
        try Talking.run {
            let answer = try server.session().declare(QueueCommand.place(name), wish, createOnly: new)
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let queue = try ShownObject(of: answer.body)
            var what = answer.status == 201 ? "declared" : "was there already"
            if let changed = queue.text("changed"), changed != "-" { what = "changed: \(changed)" }
            try StandardOutput.line("\(queue["name"]): \(what)")
        }
    }

    /// The declaration: what was given, and nothing else.
    func wish() throws -> String {
        var wish = JSONLine()
        if let lease { wish.add("lease", lease) }
        if let maxDeliveries {
            if let count = Int(maxDeliveries) {
                wish.add("max_deliveries", count)
            } else {
                wish.add("max_deliveries", maxDeliveries)
            }
        }
        if let backoff { wish.add("backoff", backoff.split(separator: ",").map(String.init)) }
        if let deadLetter { try add(deadLetter: deadLetter, to: &wish) }
        if let ack { wish.add("ack", ack) }
        if let validation { wish.add("validate", validation) }
        try options.add(to: &wish)
        return wish.text
    }

    private func add(deadLetter: String, to wish: inout JSONLine) throws {
        if deadLetter == "none" { return wish.add("dead_letter", "none") }
        guard let target = TargetText.parse(deadLetter, of: TargetText.all) else {
            throw ValidationError(
                "--dead-letter must look like queue:failed, topic:failures, exchange:dead/key or none, "
                    + "not \"\(deadLetter)\"")
        }
        wish.add("dead_letter", target)
    }
}
