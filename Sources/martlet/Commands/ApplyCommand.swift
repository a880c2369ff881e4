internal import ArgumentParser
internal import Base
internal import JSONText

/// `martlet apply`.
struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Declare all that a file of definitions lists.",
        discussion: """
            The file is what GET /v1/definitions answers. What it does not list stays as it is. A dash reads standard
            input.
            """)

    @Option(name: [.short, .customLong("file")], help: "The file.")
    var file: String
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        try Talking.run { try DefinitionsTalk.put(file, isDryRun: false, asJSON: json, server) }
    }
}
