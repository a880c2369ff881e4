/// A topic of one partition that holds enough to be read.
struct FilledTopic {
    let connection: BlockingConnection
    let name: String

    var path: String { "/v1/topics/\(name)" }

    /// Declares the topic and publishes until partition 0 holds at least `messages`.
    func fill(messages: Int, size: Int) throws {
        try connection.declare(path, "{\"partitions\":1}")
        var held = try end()
        let batch = Payload.batch(1_000, size: size)
        while held < messages {
            try connection.exchange(
                "POST", path + "/messages:batch", type: "application/x-ndjson", body: batch)
            held += 1_000
        }
    }

    /// Sends a request and waits for the body of its answer.
    func answer(to target: String, _ request: [UInt8]) throws -> [UInt8] {
        try connection.send(request)
        return try connection.bytes(to: target)
    }

    /// Offset that the next message will get.
    private func end() throws -> Int {
        let offsets = try connection.exchange("GET", path + "/offsets")
        guard let name = offsets.firstRange(of: "\"latest\":") else { return 0 }
        return Int(offsets[name.upperBound...].prefix { $0.isNumber }) ?? 0
    }

    /// Up to 64 requests that read it from beginning to end, each with the messages it gets.
    func readRequests(
        _ origin: HTTPURL.Origin, query: String
    ) throws -> [(bytes: [UInt8], messages: Int)] {
        var requests: [(bytes: [UInt8], messages: Int)] = []
        var from = 0
        let end = try end()
        while from < end, requests.count < 64 {
            let target = path + "/messages?partition=0&from=offset:\(from)" + query
            let request = RequestText.make("GET", target, origin, fields: ["Accept: application/x-ndjson"])
            try connection.send(request)
            let lines = try connection.answer(to: target).utf8.count { $0 == UInt8(ascii: "\n") }
            if lines == 0 { break }
            // A short one at the end would not be typical.
            if requests.isEmpty || from + lines < end { requests.append((request, lines)) }
            from += lines
        }
        guard !requests.isEmpty else { throw Empty(topic: name) }
        return requests
    }

    struct Empty: Error, CustomStringConvertible {
        let topic: String
        var description: String { "topic \(topic) gave no messages to read" }
    }
}
