internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

/// The topics that a group or member reads, as a request names them: names, and patterns with `*`.
extension Subscription {
    /// Reads the member `topics`.
    init(reading value: JSONValue, _ members: BodyReader) throws(Problem) {
        var entries: [String] = []
        var elements = try members.array(value)
        while let element = try members.next(of: &elements) { entries.append(try members.string(element)) }
        self = try Self.checked(entries)
    }

    /// Reads entries with commas between them, as a query has them.
    init(_ text: ByteView) throws(Problem) {
        let entries = text.string.split(separator: ",", omittingEmptySubsequences: false)
        self = try Self.checked(entries.map(String.init))
    }

    private static func checked(_ entries: [String]) throws(Problem) -> Subscription {
        guard !entries.isEmpty else { throw Problem(BrokerError.noTopics) }
        let topics = Subscription(entries)
        if let entry = topics.malformed {
            try entry.withByteView { bytes throws(Problem) in
                do throws(TextError) { try NameText.validate(bytes) } catch {
                    throw Problem(name: bytes, of: "topic", error)
                }
            }
            throw Problem(.invalidName, "\"\(entry)\" is no name of a topic.", fix: nil)
        }
        guard topics.entries.count <= Limits.subscriptionEntriesMax else {
            throw Problem(
                .limitReached,
                "\(topics.entries.count) topics are named; \(Limits.subscriptionEntriesMax) are possible.",
                fix: "Name fewer, or give patterns such as \"orders.*\"."
            ).with("limit", Limits.subscriptionEntriesMax)
        }
        guard topics.textBytes <= Limits.subscriptionBytesMax else {
            throw Problem(
                .limitReached,
                "The topics take \(topics.textBytes) bytes; \(Limits.subscriptionBytesMax) are possible.",
                fix: "Name fewer, or give patterns such as \"orders.*\"."
            ).with("limit", Limits.subscriptionBytesMax)
        }
        return topics
    }
}
