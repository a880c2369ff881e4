/// The texts that the flags, the environment and the file give for each setting, before they are read.
///
/// `pick` applies the order of precedence: flags, then environment, then file. A list is taken whole from
/// the first place that has it, never merged.
struct SettingSources {
    /// What one place says about one setting: a single text, or the items of a list.
    struct Entry {
        let name: SettingName
        let texts: [String]
    }

    var flags: [Entry] = []
    var environment: [Entry] = []
    var file: [Entry] = []
    var filePath = ""

    /// The texts that win for `name`, and where they stand; nil when nobody says anything.
    func pick(_ name: SettingName) -> (texts: [String], origin: SettingOrigin)? {
        if let entry = flags.first(where: { $0.name == name }) { return (entry.texts, .flag) }
        if let entry = environment.first(where: { $0.name == name }) { return (entry.texts, .environment) }
        if let entry = file.first(where: { $0.name == name }) { return (entry.texts, .file(filePath)) }
        return nil
    }
}
