internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet apply`.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Declare all that a file of definitions lists.",
        discussion: """
            The file is what GET /v1/definitions answers. What it does not list stays as it is, unless --prune deletes
            it; that goes for the kinds of things that the file lists. A dash reads standard input.
            """)

    @Option(name: [.short, .customLong("file")], help: "The file.")
    var file: String
    @Flag(help: "Delete what the file does not list.")
    var prune = false
    @Flag(help: "Also queues and topics that hold messages.")
    var force = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        let options = (prune ? ["prune"] : []) + (force ? ["force"] : [])
        try Talking.run { try DefinitionsTalk.put(file, options, asJSON: json, server) }
    }
}
