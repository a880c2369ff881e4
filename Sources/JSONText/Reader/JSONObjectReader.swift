package import Base

/// Pulls the members of one object, refusing a name that comes twice.
///
/// ```swift
/// var members = try JSONObjectReader(body)
/// while let member = try members.next() {
///     switch member.name {
///     case "max": most = try member.value.integer(in: 1...1_000)
///     default: throw members.unknownMember()
///     }
/// }
/// ```
package struct JSONObjectReader {
    /// Members one object may have.
    package static let membersMax = 128

    /// The member read last.
    package struct Member: Sendable {
        package let name: JSONName
        package let value: JSONValue
    }

    private var cursor: JSONCursor
    private let text: ByteView
    private var names = InlineArray<128, UInt64>(repeating: 0)
    private var count = 0
    private var last = 0..<0

    /// Checks the whole of `body`, which must be one object; an empty body is an empty object.
    package init(_ body: ByteView, depthMax: Int = 32) throws(JSONError) {
        self = try JSONValue(checking: body, depthMax: depthMax).object()
    }

    init(_ object: JSONValue) {
        text = object.text
        cursor = JSONCursor(object.text, object.range)
        cursor.index += 1
    }

    /// The next member, nil at the end.
    package mutating func next() throws(JSONError) -> Member? {
        if cursor.take("}") { return nil }
        if count > 0 { _ = cursor.take(",") }
        let name = try cursor.name()
        last = name.range
        if count == Self.membersMax { throw refused(.tooManyMembers) }
        let member = JSONName(raw: text[name.range], hasEscapes: name.hasEscapes)
        let hash = member.hash
        for index in 0..<count where names[index] == hash { throw refused(.duplicateMember) }
        names[count] = hash
        count += 1
        let start = try cursor.skipValue()
        return Member(
            name: member, value: JSONValue(text: text, range: start..<cursor.index, name: name.range))
    }

    /// The error for a member that the caller does not know: the one read last.
    package func unknownMember() -> JSONError { refused(.unknownMember) }

    private func refused(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason, at: last.lowerBound - 1, name: last)
    }
}
