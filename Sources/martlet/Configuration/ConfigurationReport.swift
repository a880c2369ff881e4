/// What `--print-config` shows: each value and where it came from.
struct ConfigurationReport {
    /// One setting as it was taken.
    struct Row {
        let name: SettingName
        let texts: [String]
        let origin: SettingOrigin
    }

    private(set) var rows: [Row] = []

    mutating func add(_ name: SettingName, _ texts: [String], _ origin: SettingOrigin) {
        rows.append(Row(name: name, texts: texts, origin: origin))
    }

    /// Three aligned columns for a terminal.
    var table: String {
        var lines = [["setting", "value", "from"]]
        for row in rows {
            let value = row.texts.isEmpty ? "-" : row.texts.joined(separator: ",")
            lines.append([row.name.member, value, row.origin.label(of: row.name)])
        }
        return Columns.aligned(lines)
    }

    /// The same for programs.
    var json: String {
        let settings = rows.map { row in
            let texts = row.texts.map(JSONLiteral.string)
            let value = row.name.isList ? "[\(texts.joined(separator: ","))]" : texts[0]
            let place = JSONLiteral.string(row.origin.label(of: row.name))
            return "{\"name\":\"\(row.name.member)\",\"value\":\(value),\"from\":\"\(row.origin.kind)\","
                + "\"place\":\(place),\"flag\":\"\(row.name.flag)\",\"variable\":\"\(row.name.variable)\"}"
        }
        return "{\"settings\":[\(settings.joined(separator: ","))]}"
    }
}
