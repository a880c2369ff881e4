internal import Base
internal import JSONText

/// Prints messages that were received, and tells their leases.
enum ReceivedText {
    static func print(_ body: ByteView, isJSON: Bool, showsLeases: Bool) throws -> [String] {
        let ink = Ink()
        var leases: [String] = []
        var lines: [String] = []
        var rows: [QueueRow] = []
        rows = try AnswerList.read("messages", in: body) { message throws(JSONError) in
            if isJSON { lines.append(message.raw.string) }
            return try QueueRow(message, ink)
        }
        for row in rows {
            leases.append(row.lease)
            if isJSON { continue }
            lines.append("\(ink.bold(row.id))  \(ink.green(row.key))  \(row.body)")
            if showsLeases { lines.append("  lease \(ink.faint(row.lease))") }
        }
        if !lines.isEmpty { try StandardOutput.line(lines.joined(separator: "\n")) }
        return leases
    }
}
