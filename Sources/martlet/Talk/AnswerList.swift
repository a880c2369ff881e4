internal import Base
internal import JSONText

/// Reads what an answer lists.
enum AnswerList {
    /// The items of the array `name` of an object, in order; nothing when there is none.
    static func read<Item>(
        _ name: StaticString, in body: ByteView, _ item: (JSONValue) throws(JSONError) -> Item
    ) throws(JSONError) -> [Item] {
        var items: [Item] = []
        var members = try JSONObjectReader(body)
        while let member = try members.next() {
            guard name ~= member.name else { continue }
            var elements = try member.value.array()
            while let element = try elements.next() { items.append(try item(element)) }
        }
        return items
    }
}
