internal import JSONText

/// Where messages go, as options say it: `queue:NAME`, `topic:NAME`, `exchange:NAME` or `exchange:NAME/ROUTING_KEY`.
enum TargetText {
    /// All that messages can be sent to.
    static let all = ["queue", "topic", "exchange"]

    /// What it is in JSON, an object; nil when `text` names none of these kinds.
    static func parse(_ text: String, of kinds: [String] = ["queue", "topic"]) -> JSONLine? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, kinds.contains(parts[0]) else { return nil }
        var target = JSONLine()
        guard parts[0] == "exchange" else {
            target.add(parts[0], parts[1])
            return target
        }
        // No name has a slash in it, but a routing key may.
        let words = parts[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        target.add("exchange", String(words[0]))
        if words.count == 2 { target.add("routing_key", String(words[1])) }
        return target
    }

    /// The text of a target that an answer names; nil for any other object.
    static func shown(_ value: JSONValue) throws(JSONError) -> String? {
        var reader = try value.object()
        guard let target = try reader.next(), all.contains(target.name.string), target.value.isString else {
            return nil
        }
        let text = "\(target.name.string):\(try target.value.string())"
        guard let key = try reader.next() else { return text }
        guard key.name.string == "routing_key", key.value.isString, try reader.next() == nil else {
            return nil
        }
        return "\(text)/\(try key.value.string())"
    }
}
