internal import Base
internal import JSONText

/// Prints messages that were looked at in a queue, as rows or as the server wrote them.
struct StandingPrinter {
    let isJSON: Bool
    /// Messages printed so far.
    private(set) var count = 0

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Prints the lines of an answer; tells how many.
    @discardableResult
    mutating func show(_ body: [UInt8]) throws -> Int {
        let lines = body.split(separator: UInt8(ascii: "\n"))
        count += lines.count
        if isJSON {
            if !lines.isEmpty { try StandardOutput.write(body.lineEnded) }
            return lines.count
        }
        let ink = Ink()
        var rows: [[String]] = []
        for line in lines {
            let row = try Array(line).withByteView { line in try QueueRow(JSONValue(checking: line), ink) }
            rows.append([row.id, row.state, row.time, row.key, row.body])
        }
        if !rows.isEmpty { try StandardOutput.line(Columns.aligned(rows)) }
        return lines.count
    }
}
