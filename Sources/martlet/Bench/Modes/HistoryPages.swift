internal import Base

/// Pages of a topic's history, and what they hold.
struct HistoryPages {
    /// Whole requests, each with the messages that its answer holds.
    let requests: [(bytes: [UInt8], messages: Int)]
    /// Bytes of a line, on average.
    let lineBytes: Int

    /// Up to 64 requests that read the topic from its beginning, one page behind the other.
    ///
    /// Of compressed pages only the end is looked at, which says how many bytes they hold.
    init(_ topic: FilledTopic, _ origin: HTTPURL.Origin, maxBytes: Int, isCompressed: Bool) throws {
        var pages: [(bytes: [UInt8], messages: Int)] = []
        var from = 0
        var sum = 0
        while pages.count < 64 {
            let target =
                topic.path + "/messages?partition=0&from=offset:\(from)&max=100000&max_bytes=\(maxBytes)"
            let plain = try topic.answer(
                to: target, RequestText.make("GET", target, origin, fields: ["Accept: application/x-ndjson"]))
            let lines = plain.count { $0 == UInt8(ascii: "\n") }
            if lines == 0 { break }
            var fields = ["Accept: application/x-ndjson"]
            if isCompressed { fields.append("Accept-Encoding: gzip") }
            let request = RequestText.make("GET", target, origin, fields: fields)
            var messages = lines
            if isCompressed {
                let zipped = try topic.answer(to: target, request)
                messages = Self.plainBytes(zipped) * lines / plain.count
            }
            // A short one at the end would not be typical.
            if !pages.isEmpty, plain.count < maxBytes / 2 { break }
            pages.append((request, messages))
            from += lines
            sum += plain.count
        }
        guard from > 0 else { throw FilledTopic.Empty(topic: topic.name) }
        requests = pages
        lineBytes = sum / from
    }

    /// What the last four bytes of a gzip file say.
    private static func plainBytes(_ zipped: [UInt8]) -> Int {
        zipped.count < 18 || zipped[0] != 0x1F
            ? 0 : zipped.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
