internal import ArgumentParser

/// `martlet group list`.
struct GroupListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the groups by name.")

    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("GET", "/groups")
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let groups = try ShownObject.list("groups", of: answer.body)
            if groups.isEmpty { return ErrorLine.print("no groups; the first poll of one makes it") }
            try StandardOutput.line(GroupTable.groups(groups, Ink()))
        }
    }
}
