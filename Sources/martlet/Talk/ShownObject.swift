internal import Base
internal import JSONText

/// An object of an answer, its members as they are shown to people.
///
/// Lists are shown with commas, objects in them as their values; other values as they are written.
struct ShownObject {
    private var members: [(name: String, value: String)] = []

    init(_ value: JSONValue) throws(JSONError) {
        var reader = try value.object()
        while let member = try reader.next() {
            members.append((member.name.string, try Self.shown(member.value)))
        }
    }

    /// The object that the body of an answer is.
    init(of body: [UInt8]) throws(JSONError) {
        self = try body.withByteView { body throws(JSONError) in
            try ShownObject(JSONValue(checking: body))
        }
    }

    /// What an object's array `name` has, in order; nothing when there is none.
    static func list(_ name: StaticString, of body: [UInt8]) throws(JSONError) -> [ShownObject] {
        try body.withByteView { body throws(JSONError) in try list(name, in: body) }
    }

    /// What an object's array `name` has, in order; nothing when there is none.
    static func list(_ name: StaticString, in body: ByteView) throws(JSONError) -> [ShownObject] {
        try AnswerList.read(name, in: body) { value throws(JSONError) in try ShownObject(value) }
    }

    /// A member as it is shown, or a dash.
    subscript(name: String) -> String { text(name) ?? "-" }

    /// Name and value of all members.
    var rows: [[String]] { members.map { [$0.name, $0.value] } }

    /// A member as it is shown, or nil.
    func text(_ name: String) -> String? { members.first { $0.name == name }?.value }

    private static func shown(_ value: JSONValue) throws(JSONError) -> String {
        if value.isString { return Printable.text(try value.string()) }
        if value.isObject, let target = try TargetText.shown(value) { return Printable.text(target) }
        guard value.isArray else { return Printable.text(value.raw.string) }
        return try list(value, parted: ", ") { item throws(JSONError) in
            item.isObject ? try entry(item) : try shown(item)
        }
    }

    /// Partitions of a topic, such as `orders:0,1`.
    private static func entry(_ value: JSONValue) throws(JSONError) -> String {
        var texts: [String] = []
        var reader = try value.object()
        while let member = try reader.next() {
            texts.append(
                member.value.isArray
                    ? try list(member.value, parted: ",") { item throws(JSONError) in try shown(item) }
                    : try shown(member.value))
        }
        return texts.joined(separator: ":")
    }

    private static func list(
        _ value: JSONValue, parted separator: String,
        _ shown: (JSONValue) throws(JSONError) -> String
    ) throws(JSONError) -> String {
        var texts: [String] = []
        var items = try value.array()
        while let item = try items.next() { texts.append(try shown(item)) }
        return texts.isEmpty ? "-" : texts.joined(separator: separator)
    }
}
