internal import Base

/// The environment this process was started with.
struct Environment {
    /// `NAME=value` pairs in the order the kernel holds them.
    let pairs: [(name: String, value: String)]

    init(pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// Reads it from the kernel, since C's `environ` is a mutable global.
    static func ofThisProcess() -> Environment {
        let bytes = (try? WholeFile.read("/proc/self/environ")) ?? []
        var pairs: [(name: String, value: String)] = []
        for entry in bytes.split(separator: 0) {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: entry[..<equals], as: UTF8.self)
            pairs.append((name, String(decoding: entry[(equals + 1)...], as: UTF8.self)))
        }
        return Environment(pairs: pairs)
    }

    /// Value of `name`; an empty one counts as not set.
    subscript(name: String) -> String? {
        pairs.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    /// What it says about the settings.
    func settings() -> [SettingSources.Entry] {
        SettingName.allCases.compactMap { name in
            self[name.variable].map { value in
                let items = name.isList ? value.split(separator: ",").map(String.init) : [value]
                return SettingSources.Entry(name: name, texts: items)
            }
        }
    }

    /// Warnings for variables that are nearly, but not quite, one of ours.
    ///
    /// Not errors: an orchestrator may define `MARTLET_PORT` and the like for a service of that name.
    func suspects() -> [String] {
        let known = SettingName.allCases.map(\.variable) + ["MARTLET_CONFIG", "MARTLET_URL"]
        return pairs.compactMap { pair in
            guard pair.name.hasPrefix("MARTLET_"), !known.contains(pair.name),
                !pair.name.hasPrefix("MARTLET_PORT"), !pair.name.hasPrefix("MARTLET_SERVICE"),
                let closest = Resemblance.closest(to: pair.name, among: known)
            else { return nil }
            return "environment variable \(pair.name) means nothing here; did you mean \(closest)?"
        }
    }
}
