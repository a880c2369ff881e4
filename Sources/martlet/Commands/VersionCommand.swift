internal import ArgumentParser

/// What this build calls itself.
enum Release {
    /// Semantic version, as `martlet version` and the first line of `serve` say it.
    static let version = "0.1.0"
}

/// `martlet version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version.")

    func run() { print("martlet \(Release.version)") }
}
