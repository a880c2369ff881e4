internal import ArgumentParser

/// `martlet group show`.
struct GroupShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a group, its members and who owns what.",
        discussion: "--json prints two lines: the group, and its members.")

    @Argument(help: "Its name.")
    var name: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let session = try server.session()
            let group = try session.exchange("GET", GroupCommand.place(name))
            let members = try session.exchange("GET", GroupCommand.place(name) + "/members")
            if json { return try StandardOutput.write(group.body.lineEnded + members.body.lineEnded) }
            let shown = try ShownObject(of: group.body)
            let people = try ShownObject.list("members", of: members.body)
            var text = Columns.aligned(shown.rows)
            if !people.isEmpty { text += "\n\n" + GroupTable.members(people, Ink()) }
            try StandardOutput.line(text)
        }
    }
}
