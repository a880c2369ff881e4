/// Where messages go, as options say it: `queue:NAME`, `topic:NAME`.
enum TargetText {
    /// What it is in JSON, an object of one member; nil when `text` names none of these kinds.
    static func parse(_ text: String, of kinds: [String] = ["queue", "topic"]) -> JSONLine? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, kinds.contains(parts[0]) else { return nil }
        var target = JSONLine()
        target.add(parts[0], parts[1])
        return target
    }
}
