internal import Base
internal import JSONText

/// A topic as a server describes it.
struct TopicText {
    private(set) var name = ""
    private(set) var partitions = 0
    private(set) var retention: [String] = []
    private(set) var changed: [String] = []
    /// All other members by name, as they are shown.
    private(set) var settings: [(name: String, value: String)] = []

    /// Reads one topic's object.
    init(_ value: JSONValue) throws(JSONError) {
        var members = try value.object()
        while let member = try members.next() {
            switch member.name {
            case "name": name = try member.value.string()
            case "partitions": partitions = try member.value.integer(in: 0...Int.max)
            case "retention": retention = try Self.limits(member.value)
            case "changed":
                var names = try member.value.array()
                while let name = try names.next() { changed.append(try name.string()) }
            default: settings.append((member.name.string, try Self.shown(member.value)))
            }
        }
    }

    /// The topics in the answer to a listing.
    static func list(_ body: ByteView) throws(JSONError) -> [TopicText] {
        try AnswerList.read("topics", in: body) { value throws(JSONError) in try TopicText(value) }
    }

    /// One of the other members, or a dash.
    subscript(setting: String) -> String { settings.first { $0.name == setting }?.value ?? "-" }

    /// The limits of its retention, or that there is none.
    var retentionText: String { retention.isEmpty ? "everything" : retention.joined(separator: ", ") }

    /// A table of topics.
    static func table(_ topics: [TopicText], _ ink: Ink) -> String {
        var rows = [["NAME", "PARTITIONS", "KEEPS", "CLEANUP", "ACK", "DECLARED"]]
        for topic in topics {
            rows.append([
                topic.name, "\(topic.partitions)", topic.retentionText, topic["cleanup"], topic["ack"],
                topic["declared_at"],
            ])
        }
        return Columns.headed(rows, ink)
    }

    private static func shown(_ value: JSONValue) throws(JSONError) -> String {
        Printable.text(value.isString ? try value.string() : value.raw.string)
    }

    private static func limits(_ value: JSONValue) throws(JSONError) -> [String] {
        var limits: [String] = []
        var members = try value.object()
        while let member = try members.next() {
            switch member.name {
            case "time": limits.append(try shown(member.value))
            case "bytes": limits.append(ByteText.short(try member.value.integer(in: 0...Int.max)))
            case "count": limits.append(try shown(member.value) + " messages")
            default: limits.append(member.name.string + " " + (try shown(member.value)))
            }
        }
        return limits
    }
}
