internal import Base
internal import LogFormat

/// Takes in the attributes of one event, checks them, and knows in the end what is missing.
struct EventAttributes {
    private var required = EventAttribute.Required()

    /// Adds an attribute, its value decoded, as the header that it becomes.
    mutating func add(
        _ name: ByteView, _ value: ByteView, to headers: inout LogFormat.HeaderList
    ) throws(Problem) {
        guard EventAttribute.isName(name) else {
            throw Problem(
                attribute: name, "has a name that no attribute has",
                fix: "Name it with lower-case letters and digits, and not \"data\".")
        }
        guard EventAttribute.isText(value) else {
            throw Problem(
                attribute: name, "is not UTF-8, or has control characters or noncharacters",
                fix: "Send text without them, percent-encoded in a field.")
        }
        try check(name, value)
        required.note(name)
        var header = ByteBuffer()
        header.append(EventAttribute.prefix)
        header.append(name)
        if headers.contains(header.bytes) {
            throw Problem(attribute: name, "is given twice", fix: "Give it once.")
        }
        do throws(LineError) { try headers.add(name: header.bytes, value: value) } catch {
            throw Problem(error)
        }
    }

    /// Refuses an event that lacks what every one has.
    func finish() throws(Problem) {
        if !required.isComplete { throw Problem(missingAttributes: required.missing) }
    }

    /// What the core attributes ask of their values.
    private func check(_ name: ByteView, _ value: ByteView) throws(Problem) {
        if name == "specversion" {
            guard value == EventAttribute.version else {
                throw Problem(
                    attribute: name, "is not 1.0, the one version that is read", fix: "Send 1.0.")
            }
        } else if name == "time" {
            do throws(TextError) { _ = try TimestampText.parse(value) } catch {
                throw Problem(
                    attribute: name, "is not an RFC 3339 time", fix: "Send one such as 2018-04-05T17:31:00Z.")
            }
        } else if value.isEmpty, Self.neverEmpty.contains(where: { name == $0 }) {
            throw Problem(attribute: name, "is empty", fix: "Give it a value, or leave it out if it may be.")
        }
    }

    private static let neverEmpty: [StaticString] = ["id", "source", "type", "subject", "dataschema"]
}
