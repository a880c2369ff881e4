/// Tables about queues.
enum QueueTable {
    /// `queues` as `GET /v1/queues` lists them.
    static func queues(_ queues: [ShownObject], _ ink: Ink) -> String {
        let columns = [
            ("NAME", "name"), ("LEASE", "lease"), ("DELIVERIES", "max_deliveries"), ("BACKOFF", "backoff"),
            ("DEAD LETTERS", "dead_letter"), ("ACK", "ack"), ("DECLARED", "declared_at"),
        ]
        return Columns.headed(
            [columns.map(\.0)] + queues.map { queue in columns.map { queue[$0.1] } }, ink)
    }
}
