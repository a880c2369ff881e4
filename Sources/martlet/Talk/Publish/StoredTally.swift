internal import Base
internal import JSONText

/// What was stored, summed over the answers to batches.
struct StoredTally: Equatable {
    /// Offsets of one partition; a queue has one without a number.
    struct Stretch: Equatable {
        let partition: Int?
        let first: Int
        var last: Int
    }

    /// Partitions that are named in the summary.
    private static let namedMax = 4

    private(set) var messages = 0
    private(set) var stretches: [Stretch] = []

    /// Takes over the answer to a batch.
    mutating func add(_ answer: ByteView) throws(JSONError) {
        var (first, last): (Int?, Int?) = (nil, nil)
        var members = try JSONObjectReader(answer)
        while let member = try members.next() {
            switch member.name {
            case "stored": messages += try member.value.integer(in: 0...Int.max)
            case "first_offset": first = try member.value.integer(in: 0...Int.max)
            case "last_offset": last = try member.value.integer(in: 0...Int.max)
            case "partitions":
                var items = try member.value.array()
                while let item = try items.next() { try addPartition(item) }
            default: break
            }
        }
        if let first, let last { extend(Stretch(partition: nil, first: first, last: last)) }
    }

    private mutating func addPartition(_ value: JSONValue) throws(JSONError) {
        var (partition, first, last) = (0, 0, 0)
        var members = try value.object()
        while let member = try members.next() {
            switch member.name {
            case "partition": partition = try member.value.integer(in: 0...Int.max)
            case "first_offset": first = try member.value.integer(in: 0...Int.max)
            case "last_offset": last = try member.value.integer(in: 0...Int.max)
            default: break
            }
        }
        extend(Stretch(partition: partition, first: first, last: last))
    }

    private mutating func extend(_ stretch: Stretch) {
        if let index = stretches.firstIndex(where: { $0.partition == stretch.partition }) {
            stretches[index].last = stretch.last
        } else {
            stretches.append(stretch)
        }
    }

    /// `3 messages stored: orders/0 at 17…18, orders/2 at 4`.
    func text(in target: String) -> String {
        let count = messages == 1 ? "1 message" : Figure.count(Double(messages)) + " messages"
        if messages == 0 { return "nothing to publish" }
        if stretches.count > Self.namedMax {
            return "\(count) stored: \(target), \(stretches.count) partitions"
        }
        let places = stretches.sorted { ($0.partition ?? 0) < ($1.partition ?? 0) }.map { stretch in
            let place = stretch.partition.map { "\(target)/\($0)" } ?? target
            let end = stretch.last == stretch.first ? "" : "…\(stretch.last)"
            return "\(place) at \(stretch.first)\(end)"
        }
        return "\(count) stored: \(places.listed)"
    }
}
