internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet schedule list`.
struct ScheduleListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the schedules by their next run.",
        discussion: "--json prints a page a line.")

    @Option(help: "How many at most.")
    var max = 1_000
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard max > 0 else { throw ValidationError("--max must be 1 or more") }
    }

    func run() throws {
        try Talking.run {
            let session = try server.session()
            var found: [ShownObject] = []
            var next: String? = ""
            while let from = next, found.count < max {
                let start = from.isEmpty ? "" : "&from=\(from)"
                let answer = try session.exchange(
                    "GET", "/schedules?max=\(min(max - found.count, 1_000))\(start)")
                if json { try StandardOutput.write(answer.body.lineEnded) }
                found += try ShownObject.list("schedules", of: answer.body)
                next = try answer.body.withByteView { body in
                    try ShownObject(JSONValue(checking: body)).text("next")
                }
            }
            if json { return }
            if found.isEmpty { return ErrorLine.print("no schedules; martlet schedule put NAME makes one") }
            try StandardOutput.line(ScheduleTable.schedules(found, Ink()))
        }
    }
}
