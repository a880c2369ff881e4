internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet group lag`.
struct GroupLagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lag", abstract: "Show how far groups are behind: all of them, or one by partition.")

    @Argument(help: "The group; all when left out.")
    var name: String?
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let session = try server.session()
            guard let name else { return try all(session) }
            let answer = try session.exchange("GET", GroupCommand.place(name) + "/lag")
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let partitions = try ShownObject.list("partitions", of: answer.body)
            if partitions.isEmpty { return ErrorLine.print("\(Printable.text(name)) reads nothing yet") }
            try StandardOutput.line(GroupTable.partitions(partitions, Ink()))
        }
    }

    /// All groups, page by page; as JSON a line for each page.
    private func all(_ session: ServerSession) throws {
        var groups: [ShownObject] = []
        var from: String?
        repeat {
            let answer = try session.exchange(
                "GET", "/lag" + PercentText.query(from.map { [("from", $0)] } ?? []))
            if json { try StandardOutput.write(answer.body.lineEnded) }
            from = try answer.body.withByteView { body in
                groups += try ShownObject.list("groups", in: body)
                return try ShownObject(JSONValue(checking: body)).text("next")
            }
        } while from != nil
        if json { return }
        if groups.isEmpty { return ErrorLine.print("no groups; the first poll of one makes it") }
        try StandardOutput.line(GroupTable.lags(groups, Ink()))
    }
}
