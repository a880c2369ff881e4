/// Tables about queues.
enum QueueTable {
    /// `queues` as `GET /v1/queues` lists them.
    static func queues(_ queues: [ShownObject], _ ink: Ink) -> String {
        let columns = [
            ("NAME", "name"), ("LEASE", "lease"), ("DELIVERIES", "max_deliveries"), ("BACKOFF", "backoff"),
            ("DEAD LETTERS", "dead_letter"), ("ACK", "ack"), ("DECLARED", "declared_at"),
        ]
        return table(queues, columns, ink)
    }

    /// `redrives` as `GET …/redrives` lists them.
    static func redrives(_ jobs: [ShownObject], _ ink: Ink) -> String {
        let columns = [
            ("REDRIVE", "id"), ("STATE", "state"), ("TO", "to"), ("MOVED", "moved"), ("SKIPPED", "skipped"),
            ("CAME BACK", "came_back"), ("LEFT AT MOST", "remaining_at_most"), ("STARTED", "started_at"),
        ]
        return table(jobs, columns, ink)
    }

    private static func table(
        _ rows: [ShownObject], _ columns: [(title: String, name: String)], _ ink: Ink
    ) -> String {
        Columns.headed([columns.map(\.title)] + rows.map { row in columns.map { row[$0.name] } }, ink)
    }
}
