internal import Base
internal import JSONText

/// What a file of definitions declares: namespaces, and what is in them.
struct DefinitionFile {
    private static let version = 1
    private static let known = ["version", "namespaces"]

    private(set) var namespaces: [String] = []
    /// In the order they are declared: topics, queues, groups, schedules of one namespace after the other.
    private(set) var definitions: [Definition] = []

    init(reading body: ByteView) throws(Problem) {
        var members = try BodyReader(body, known: Self.known)
        while let member = try members.next() {
            switch member.name {
            case "version": _ = try members.integer(member.value, in: Self.version...Self.version)
            case "namespaces":
                var items = try members.array(member.value)
                while let item = try members.next(of: &items) { try read(item, members) }
            default: throw members.unknown(member)
            }
        }
    }

    private mutating func read(_ item: JSONValue, _ outer: BodyReader) throws(Problem) {
        guard item.isObject else {
            throw Problem(.invalidBody, "namespaces must hold objects.", fix: "{\"name\":\"default\"}")
        }
        let lists = Definition.Kind.allCases
        var members = try BodyReader(item, known: ["name"] + lists.map { "\($0.list)" })
        var name: String?
        var found: [(kind: Definition.Kind, list: JSONValue)] = []
        while let member = try members.next() {
            if case "name" = member.name {
                name = try members.string(member.value)
            } else if let kind = lists.first(where: { "\($0.list)" == member.name.string }) {
                found.append((kind, member.value))
            } else {
                throw members.unknown(member)
            }
        }
        guard let name else {
            throw Problem(.invalidBody, "A namespace has no name.", fix: "{\"name\":\"default\"}")
        }
        namespaces.append(name)
        for kind in lists {
            for entry in found where entry.kind == kind {
                var items = try members.array(entry.list)
                while let item = try members.next(of: &items) {
                    definitions.append(try Definition(kind, in: name, reading: item))
                }
            }
        }
    }
}
