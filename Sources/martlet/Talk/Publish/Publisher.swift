internal import Base
internal import JSONText

/// What ended publishing, and how much was stored before.
struct PublishStop: Error, CustomStringConvertible {
    let cause: any Error
    let stored: Int

    var description: String {
        stored == 0 ? "\(cause)" : "\(cause) (\(Figure.count(Double(stored))) messages before are stored)"
    }
}

/// Sends messages to one topic or queue, batch after batch, each until it is answered.
struct Publisher {
    let session: ServerSession
    /// `/topics/orders` or `/queues/jobs`.
    let place: String
    /// Options of each request.
    let options: [(name: String, value: String)]
    /// Whether each answer is printed as it is.
    let isJSON: Bool
    private(set) var tally = StoredTally()
    private var producer: ProducerCount

    init(_ session: ServerSession, place: String, options: [(name: String, value: String)], isJSON: Bool) {
        self.session = session
        self.place = place
        self.options = options
        self.isJSON = isJSON
        var random = SystemRandomNumberGenerator()
        producer = ProducerCount(&random)
    }

    /// Sends these messages, all or none.
    mutating func send(_ messages: [String], _ batch: inout RecordBatch) throws {
        for message in messages { message.withByteView { batch.add($0) } }
        try send(&batch)
    }

    /// Sends the lines of a source until it ends.
    mutating func send(_ lines: consuming LineSource, _ batch: inout RecordBatch) throws {
        var progress = UploadProgress()
        defer { progress.clear() }
        do {
            while try lines.fill(&batch) {
                try send(&batch)
                progress.show(messages: tally.messages, bytes: lines.bytesRead, of: lines.bytesInAll)
            }
        } catch { throw PublishStop(cause: error, stored: tally.messages) }
    }

    /// Sends one message to the byte; answers what the server said.
    mutating func sendWhole(
        _ message: [UInt8], type: String, key: String?, headers: [PublishHeader]
    ) throws -> Answer {
        var all = options
        if let key { all.append(("key", key)) }
        for header in headers { all.append(("header." + header.name, header.value)) }
        return try session.insist(
            "POST", place + "/messages" + PercentText.query(all), type: type, body: message,
            fields: producer.fields())
    }

    private mutating func send(_ batch: inout RecordBatch) throws {
        let answer = try session.insist(
            "POST", place + "/messages:batch" + PercentText.query(options), type: "application/json",
            body: batch.body, fields: producer.fields())
        batch.removeAll()
        try answer.body.withByteView { body in try tally.add(body) }
        if isJSON { try StandardOutput.write(answer.body.lineEnded) }
    }
}
