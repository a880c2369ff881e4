internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet topic list`.
struct TopicListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the topics by name.")

    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run {
            let answer = try server.session().exchange("GET", "/topics")
            if json { return try StandardOutput.write(answer.body.lineEnded) }
            let topics = try answer.body.withByteView { body in try TopicText.list(body) }
            if topics.isEmpty { return ErrorLine.print("no topics; martlet topic create NAME makes one") }
            try StandardOutput.line(TopicText.table(topics, Ink()))
        }
    }
}
