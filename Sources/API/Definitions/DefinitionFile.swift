internal import Base
internal import JSONText

/// What a file of definitions declares: namespaces, and what is in them.
struct DefinitionFile {
    private static let version = 1
    private static let known = ["version", "namespaces"]

    /// A list that the file has: what of its kind it does not name, it says is not to be there.
    struct Extent {
        let namespace: String
        let kind: Definition.Kind
        /// The exchange whose bindings these are.
        var exchange: String?
    }

    private(set) var namespaces: [String] = []
    /// In the order they are declared: by kind, of one namespace after the other.
    private(set) var definitions: [Definition] = []
    private(set) var extents: [Extent] = []

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
        let lists = Definition.Kind.allCases.filter { $0 != .binding }
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
        var bindings: [Definition] = []
        for kind in Definition.Kind.allCases {
            if kind == .binding { definitions += bindings }
            for entry in found where entry.kind == kind {
                extents.append(Extent(namespace: name, kind: kind))
                var items = try members.array(entry.list)
                while let item = try members.next(of: &items) {
                    let definition = try Definition(kind, in: name, reading: item)
                    definitions.append(definition)
                    if kind == .exchange { bindings += try self.bindings(of: definition, in: item) }
                }
            }
        }
    }

    /// Reads the bindings that an exchange lists.
    private mutating func bindings(
        of exchange: Definition, in item: JSONValue
    ) throws(Problem) -> [Definition] {
        var bindings: [Definition] = []
        // Other members were read as what the exchange is.
        var members = try BodyReader(item, known: [])
        while let member = try members.next() {
            guard member.name.string == "\(Definition.Kind.binding.list)" else { continue }
            extents.append(
                Extent(namespace: exchange.namespace, kind: .binding, exchange: exchange.name))
            var items = try members.array(member.value)
            while let item = try members.next(of: &items) {
                bindings.append(
                    try Definition(.binding, in: exchange.namespace, of: exchange.name, reading: item))
            }
        }
        return bindings
    }
}
