internal import Base
internal import JSONText
internal import Node

/// What a truncation asks for: up to where messages go, in which partitions.
struct TruncateWish: Equatable {
    /// The first message that stays.
    enum Mark: Equatable {
        case offset(Offset)
        /// The first one of this time or later.
        case time(Instant)
        /// None: all that is visible goes.
        case latest
    }

    struct Cut: Equatable {
        var partition: Int
        var before: Mark
    }

    private static let example =
        "Send {\"before\":17}, or {\"partitions\":[{\"partition\":0,\"before\":17}]}."

    /// In the order they were named, each partition once.
    private(set) var cuts: [Cut] = []
    /// Whether nothing is to happen but an answer.
    private(set) var isDryRun = false

    /// Reads the body for a topic of `count` partitions.
    init(reading body: ByteView, partitions count: Int) throws(Problem) {
        var before: Mark?
        var listed = false
        var members = try BodyReader(body, known: ["before", "partitions", "dry_run"])
        while let member = try members.next() {
            switch member.name {
            case "before": before = try Self.mark(member.value, members)
            case "partitions":
                listed = true
                try readCuts(member.value, members, of: count)
            case "dry_run": isDryRun = try members.boolean(member.value)
            default: throw members.unknown(member)
            }
        }
        if let before {
            if listed {
                throw Problem(
                    .invalidBody, "Both \"before\" and \"partitions\" are given.", fix: Self.example)
            }
            cuts = (0..<count).map { Cut(partition: $0, before: before) }
        } else if !listed {
            throw Problem(.invalidBody, "It does not say up to where.", fix: Self.example)
        }
    }

    private mutating func readCuts(
        _ value: JSONValue, _ members: BodyReader, of count: Int
    ) throws(Problem) {
        var elements = try members.array(value)
        while let element = try members.next(of: &elements) {
            let cut = try Self.cut(element, of: count)
            if cuts.contains(where: { $0.partition == cut.partition }) {
                throw Problem(
                    .invalidBody, "Partition \(cut.partition) is named twice.", fix: "Name it once.")
            }
            cuts.append(cut)
        }
    }

    private static func cut(_ value: JSONValue, of count: Int) throws(Problem) -> Cut {
        var partition: Int?
        var before: Mark?
        var members = try BodyReader(value, known: ["partition", "before"])
        while let member = try members.next() {
            switch member.name {
            case "partition":
                partition = try members.integer(member.value, in: 0...Limits.partitionsMax - 1)
            case "before": before = try mark(member.value, members)
            default: throw members.unknown(member)
            }
        }
        guard let partition, let before else {
            throw Problem(.invalidBody, "A cut needs \"partition\" and \"before\".", fix: example)
        }
        guard partition < count else { throw Problem(partition: partition, of: count) }
        return Cut(partition: partition, before: before)
    }

    /// An offset as a number, a time as a string, or `latest`.
    private static func mark(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> Mark {
        guard value.isString else {
            return .offset(Offset(UInt64(try members.integer(value, in: 0...Limits.offsetMax))))
        }
        if try members.contents(value) == "latest" { return .latest }
        return .time(try members.time(value))
    }
}
