internal import ArgumentParser

/// `martlet diff`.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what martlet apply would change.",
        discussion: "Nothing is changed. A dash reads standard input.")

    @Option(name: [.short, .customLong("file")], help: "The file.")
    var file: String
    @Flag(help: "Show what --prune would delete, too.")
    var prune = false
    @Flag(help: "As JSON.")
    var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        let options = ["dry_run"] + (prune ? ["prune"] : [])
        try Talking.run { try DefinitionsTalk.put(file, options, asJSON: json, server) }
    }
}
