internal import ArgumentParser
internal import Base
internal import JSONText

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
            let groups = try answer.body.withByteView { body in try ShownObject.list("groups", in: body) }
            if groups.isEmpty { return ErrorLine.print("no groups; the first poll of one makes it") }
            try StandardOutput.line(GroupTable.groups(groups, Ink()))
        }
    }
}
