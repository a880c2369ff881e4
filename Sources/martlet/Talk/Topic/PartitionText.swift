internal import Base
internal import JSONText

/// Where one partition begins and ends.
struct PartitionText {
    private(set) var partition = 0
    private(set) var earliest = 0
    /// The next offset to be written.
    private(set) var latest = 0
    private(set) var bytes = 0
    private(set) var storedBytes = 0

    private init(_ value: JSONValue) throws(JSONError) {
        var members = try value.object()
        while let member = try members.next() {
            switch member.name {
            case "partition": partition = try member.value.integer(in: 0...Int.max)
            case "earliest": earliest = try member.value.integer(in: 0...Int.max)
            case "latest": latest = try member.value.integer(in: 0...Int.max)
            case "bytes": bytes = try member.value.integer(in: 0...Int.max)
            case "stored_bytes": storedBytes = try member.value.integer(in: 0...Int.max)
            default: break
            }
        }
    }

    /// The partitions in the answer of `GET …/offsets`.
    static func list(_ body: ByteView) throws(JSONError) -> [PartitionText] {
        try AnswerList.read("partitions", in: body) { value throws(JSONError) in try PartitionText(value) }
    }

    /// A table of partitions.
    static func table(_ partitions: [PartitionText], _ ink: Ink) -> String {
        var rows = [["PARTITION", "EARLIEST", "NEXT", "BYTES", "IN FILES"]]
        for row in partitions {
            rows.append([
                "\(row.partition)", "\(row.earliest)", "\(row.latest)", ByteText.short(row.bytes),
                ByteText.short(row.storedBytes),
            ])
        }
        return Columns.headed(rows, ink)
    }
}
