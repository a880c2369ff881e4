/// Settings of a queue or topic as words: `ttl=1h`, `retention.time=7d`, `dead_letter=queue:failed`.
enum SettingText {
    /// The object they say; a name with a dot is a member of a member.
    static func object(_ words: [String]) throws -> JSONLine {
        var object = JSONLine()
        var inner: [(name: String, object: JSONLine)] = []
        for word in words {
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(String.init)
            guard halves.count == 2, !halves[0].isEmpty else {
                throw Malformed(description: "a setting must look like ttl=1h, not \"\(word)\"")
            }
            let path = halves[0].split(separator: ".", maxSplits: 1).map(String.init)
            guard path.count == 2 else {
                add(halves[0], halves[1], to: &object)
                continue
            }
            let index = inner.firstIndex { $0.name == path[0] } ?? inner.count
            if index == inner.count { inner.append((path[0], JSONLine())) }
            add(path[1], halves[1], to: &inner[index].object)
        }
        for one in inner { object.add(one.name, one.object) }
        return object
    }

    private static func add(_ name: String, _ value: String, to object: inout JSONLine) {
        if let number = Int(value) { return object.add(name, number) }
        if value == "null" { return object.add(name, json: value) }
        if name == "dead_letter", let target = TargetText.parse(value, of: TargetText.all) {
            return object.add(name, target)
        }
        if value.contains(",") { return object.add(name, value.split(separator: ",").map(String.init)) }
        object.add(name, value)
    }

    /// What is no setting.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }
}
