internal import ArgumentParser
internal import Glibc

/// `martlet queue redrive`.
struct QueueRedriveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive", abstract: "Put dead letters back to where they died, or elsewhere.",
        discussion: """
            The server does it by itself, also when this command ends; Ctrl-C only stops looking on.
              martlet queue redrive jobs.dlq                        back to where each died
              martlet queue redrive jobs.dlq --dry-run              show what that would be
              martlet queue redrive jobs.dlq --to queue:jobs2 --max-rate 100
              martlet queue redrive jobs.dlq --list                 those that are remembered
              martlet queue redrive jobs.dlq --cancel 3             end one
            """)

    @Argument(help: "The queue that the messages lie in.")
    var name: String
    @Option(help: "origin, queue:NAME or topic:NAME. (default: origin)")
    var to: String?
    @Option(help: "Only messages that match this JSON pattern.")
    var filter: String?
    @Option(name: .customLong("id"), help: "Only this message; can be given several times.")
    var ids: [String] = []
    @Option(help: "At most so many messages a second.")
    var maxRate: Int?
    @Option(help: "At most so many messages.")
    var limit: Int?
    @Option(name: .customLong("strip-header"), help: "Leave this header out; can be given several times.")
    var strippedHeaders: [String] = []
    @Option(help: "Stop when so many of what was redriven came back.")
    var stopAfterFailures: Int?
    @Flag(help: "Let messages keep the failures that they died with: one more may be one too many.")
    var keepFailures = false
    @Flag(help: "Only show what would be.")
    var dryRun = false
    @Flag(help: "List the redrives of the queue.")
    var list = false
    @Option(help: "End the redrive of this number.")
    var cancel: Int?
    @Flag(name: .customLong("no-wait"), help: "Do not look on until it has ended.")
    var leaves = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws { _ = try wish() }

    func run() throws {
        let wish = try wish()
        try Talking.run {
            let session = try server.session()
            let place = QueueCommand.place(name) + "/redrives"
            if list { return try show(all: try session.exchange("GET", place).body) }
            if let cancel { return try show(try session.exchange("DELETE", place + "/\(cancel)").body) }
            let answer = try session.exchange(
                "POST", place, type: "application/json", body: Array(wish.utf8))
            if dryRun { return try show(trial: answer.body) }
            var body = answer.body
            let number = try text("id", of: body)
            while !leaves, ["running", "paused"].contains(try text("state", of: body)) {
                poll(nil, 0, 200)
                body = try session.exchange("GET", place + "/" + number).body
            }
            try show(body)
        }
    }

    private func text(_ member: String, of body: [UInt8]) throws -> String {
        try ShownObject(of: body)[member]
    }

    private func show(_ body: [UInt8]) throws {
        if json { return try StandardOutput.write(body.lineEnded) }
        let job = try ShownObject(of: body)
        try StandardOutput.line(
            "redrive \(job["id"]) of \(Printable.text(name)): \(job["state"]), \(job["moved"]) moved, "
                + "\(job["skipped"]) skipped, \(job["came_back"]) came back")
    }

    private func show(all body: [UInt8]) throws {
        if json { return try StandardOutput.write(body.lineEnded) }
        let jobs = try ShownObject.list("redrives", of: body)
        if jobs.isEmpty { return ErrorLine.print("no redrives of \(Printable.text(name))") }
        try StandardOutput.line(QueueTable.redrives(jobs, Ink()))
    }

    private func show(trial body: [UInt8]) throws {
        if json { return try StandardOutput.write(body.lineEnded) }
        let trial = try ShownObject(of: body)
        try StandardOutput.line(
            "would move \(trial["matched"]) messages, skip \(trial["skipped"]); looked at \(trial["scanned"])"
        )
        ErrorLine.print("nothing was moved")
    }

    /// What is asked for.
    func wish() throws -> String {
        var wish = JSONLine()
        if let to {
            if to == "origin" {
                wish.add("to", "origin")
            } else if let target = TargetText.parse(to) {
                wish.add("to", target)
            } else {
                throw ValidationError("--to must be origin, queue:NAME or topic:NAME, not \"\(to)\"")
            }
        }
        if let filter { wish.add("filter", json: filter) }
        if !ids.isEmpty { wish.add("ids", ids) }
        if let maxRate { wish.add("max_rate", maxRate) }
        if let limit { wish.add("limit", limit) }
        if !strippedHeaders.isEmpty { wish.add("strip_headers", strippedHeaders) }
        if let stopAfterFailures { wish.add("stop_after_failures", stopAfterFailures) }
        if keepFailures { wish.add("reset_failures", false) }
        if dryRun { wish.add("dry_run", true) }
        return wish.text
    }
}
