internal import Base
internal import JSONText
internal import Node

/// Offsets of partitions as a body lists them; what `GET …/offsets` shows can be sent as it is.
struct OffsetList {
    struct Item: Equatable {
        var topic: String
        var partition: Int
        var offset: Offset
        var metadata: String?
    }

    private(set) var items: [Item] = []

    static let example = "Send {\"offsets\":[{\"topic\":\"orders\",\"partition\":0,\"offset\":17}]}."

    private static let known = ["topic", "partition", "offset", "metadata", "committed_at"]

    /// Reads the array.
    init(_ value: JSONValue, _ members: BodyReader) throws(Problem) {
        var elements = try members.array(value)
        while let element = try members.next(of: &elements) {
            let item = try Self.item(element)
            if items.count >= Limits.offsetItemsMax {
                throw Problem(
                    .limitReached, "Over \(Limits.offsetItemsMax) offsets are listed.",
                    fix: "Send them in several requests."
                ).with("limit", Limits.offsetItemsMax)
            }
            items.append(item)
        }
        let order = items.indices.sorted {
            (items[$0].topic, items[$0].partition) < (items[$1].topic, items[$1].partition)
        }
        for (before, after) in zip(order, order.dropFirst())
        where items[before].topic == items[after].topic && items[before].partition == items[after].partition {
            throw Problem(
                .invalidBody,
                "Partition \(items[after].partition) of \"\(items[after].topic)\" is listed twice.",
                fix: "List it once.")
        }
    }

    private static func item(_ value: JSONValue) throws(Problem) -> Item {
        var (topic, partition, offset, metadata) = (
            nil as String?, nil as Int?, nil as Offset?, nil as String?
        )
        var members = try BodyReader(value, known: known)
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "topic": topic = try members.string(value)
            case "partition": partition = try members.integer(value, in: 0...Limits.partitionsMax - 1)
            case "offset": offset = Offset(UInt64(try members.integer(value, in: 0...Limits.offsetMax)))
            case "metadata": metadata = value.isNull ? nil : try Self.metadata(value, members)
            case "committed_at": if !value.isNull { _ = try members.time(value) }
            default: throw members.unknown(member)
            }
        }
        guard let topic, let partition, let offset else {
            throw Problem(
                .invalidBody, "An offset needs \"topic\", \"partition\" and \"offset\".", fix: example)
        }
        return Item(topic: topic, partition: partition, offset: offset, metadata: metadata)
    }

    private static func metadata(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> String {
        let text = try members.string(value)
        guard text.utf8.count <= Limits.metadataBytesMax else {
            throw Problem(
                .outOfRange,
                "metadata has \(text.utf8.count) bytes; at most \(Limits.metadataBytesMax) are possible.",
                fix: "Give less."
            ).with("limit", Limits.metadataBytesMax)
        }
        return text
    }
}
