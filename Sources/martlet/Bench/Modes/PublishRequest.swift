/// The request that publishes one message, or a batch of them.
enum PublishRequest {
    /// `place` is the path of a topic or queue.
    static func make(_ origin: HTTPURL.Origin, _ place: String, batch: Int, size: Int, ack: String) -> [UInt8]
    {
        let query = ack == "flush" ? "" : "?ack=\(ack)"
        if batch == 1 {
            return RequestText.make(
                "POST", "\(place)/messages\(query)", origin, type: "application/json",
                body: Payload.json(size, number: 1))
        }
        return RequestText.make(
            "POST", "\(place)/messages:batch\(query)", origin, type: "application/x-ndjson",
            body: Payload.batch(batch, size: size))
    }
}
