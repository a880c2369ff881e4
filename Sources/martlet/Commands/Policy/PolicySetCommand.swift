internal import ArgumentParser

/// `martlet policy set`.
struct PolicySetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Declare a policy, or set what is given of one that is there.",
        discussion: """
            Settings are those of a declaration, as NAME=VALUE; all of them are told, and replace those before.
              martlet policy set short --queues 'jobs.*' ttl=1h max_length=100000 overflow=drop_head
              martlet policy set failing --queues '*' --priority 10 backoff=1s,10s,1m dead_letter=queue:failed
              martlet policy set week --topics 'log.*' retention.time=7d retention.bytes=10737418240
            """)

    @Argument(help: "Its name.")
    var name: String
    @Argument(help: "What it gives.")
    var settings: [String] = []
    @Option(help: "The queues it is for: a name, with * for anything.")
    var queues: String?
    @Option(help: "The topics it is for.")
    var topics: String?
    @Option(help: "Of several that match, the highest one counts. (default: 0)")
    var priority: Int?
    @Flag(help: "Refuse if it is there already.")
    var new = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws { _ = try wish() }

    func run() throws {
        let wish = try wish()
        try Talking.run {
            let answer = try server.session().declare(PolicyCommand.place(name), wish, createOnly: new)
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let policy = try ShownObject(of: answer.body)
            var what = answer.status == 201 ? "declared" : "was there already"
            if let changed = policy.text("changed"), changed != "-" { what = "changed: \(changed)" }
            try StandardOutput.line(
                "\(policy["name"]): \(what) (in force for \(policy["in_force"]) \(policy["applies_to"]))")
        }
    }

    /// The declaration: what was given, and nothing else.
    func wish() throws -> String {
        var wish = JSONLine()
        switch (queues, topics) {
        case (_?, _?): throw ValidationError("give --queues or --topics, not both")
        case (let pattern?, nil): add("queues", pattern, to: &wish)
        case (nil, let pattern?): add("topics", pattern, to: &wish)
        case (nil, nil): break
        }
        if let priority { wish.add("priority", priority) }
        if !settings.isEmpty { wish.add("settings", try SettingText.object(settings)) }
        return wish.text
    }

    private func add(_ kind: String, _ pattern: String, to wish: inout JSONLine) {
        wish.add("applies_to", kind)
        wish.add("pattern", pattern)
    }
}
