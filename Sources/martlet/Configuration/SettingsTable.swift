/// The settings as a table for docs/LIMITS.md.
enum SettingsTable {
    /// The part of the page that starts with its heading.
    static func markdown() throws(ConfigurationError) -> String {
        var text = """
            ## Settings

            A flag of `martlet serve` beats the environment, and that beats the JSON file (`--config`, `MARTLET_CONFIG`).
            `martlet serve --print-config` shows what was taken from where.

            | flag | environment | file | default |
            |---|---|---|---|

            """
        for row in try Configuration(SettingSources()).report.rows {
            let fallback = row.name == .loops ? "one a core" : row.texts.first.map { "`\($0)`" } ?? "none"
            text += "| `\(row.name.flag)` | `\(row.name.variable)` | `\(row.name.member)` | \(fallback) |\n"
        }
        return text
    }
}
