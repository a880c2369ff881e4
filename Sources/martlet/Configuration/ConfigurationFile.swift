/// The JSON file of settings.
enum ConfigurationFile {
    /// Reads the settings in the file at `path`.
    static func read(_ path: String) throws(ConfigurationError) -> [SettingSources.Entry] {
        do {
            _ = try WholeFile.read(path)
        } catch { throw .unreadable(file: path, reason: error.description) }
        throw .malformed(file: path, reason: "reading it is not part of this build yet")
    }
}
