/// Tables about consumer groups.
enum GroupTable {
    /// A heading, and the member that stands below it.
    private typealias Column = (title: String, name: String)

    /// `groups` as `GET /v1/groups` lists them.
    static func groups(_ groups: [ShownObject], _ ink: Ink) -> String {
        let columns = [
            ("NAME", "name"), ("TOPICS", "topics"), ("ASSIGNOR", "assignor"), ("START", "start"),
            ("EPHEMERAL", "ephemeral"), ("PAUSED", "paused"), ("DECLARED", "declared_at"),
        ]
        return table(groups, columns, ink)
    }

    /// `members` as `GET …/members` lists them, with the partitions of each topic.
    static func members(_ members: [ShownObject], _ ink: Ink) -> String {
        let columns = [
            ("MEMBER", "member"), ("EPOCH", "epoch"), ("MADE BY", "made_by"), ("OWNS", "owned"),
            ("UNTIL", "session_until"),
        ]
        return table(members, columns, ink)
    }

    /// `partitions` as `GET …/lag` lists them.
    static func partitions(_ partitions: [ShownObject], _ ink: Ink) -> String {
        let columns = [
            ("TOPIC", "topic"), ("PARTITION", "partition"), ("MEMBER", "member"), ("COMMITTED", "committed"),
            ("NEXT", "latest"), ("BEHIND", "messages"), ("SECONDS", "seconds"),
            ("TAKEN/S", "consumed_per_second"), ("SECONDS LEFT", "eta_seconds"), ("TREND", "trend"),
        ]
        return table(partitions, columns, ink)
    }

    /// `groups` as `GET /v1/lag` lists them.
    static func lags(_ groups: [ShownObject], _ ink: Ink) -> String {
        let columns = [
            ("GROUP", "group"), ("PARTITIONS", "partitions"), ("BEHIND", "messages"), ("SECONDS", "seconds"),
            ("STORED/S", "produced_per_second"), ("TAKEN/S", "consumed_per_second"),
            ("SECONDS LEFT", "eta_seconds"), ("TREND", "trend"),
        ]
        return table(groups, columns, ink)
    }

    /// `offsets` as a reset answers them.
    static func moves(_ offsets: [ShownObject], _ ink: Ink) -> String {
        table(
            offsets, [("TOPIC", "topic"), ("PARTITION", "partition"), ("FROM", "from"), ("TO", "to")], ink)
    }

    private static func table(_ rows: [ShownObject], _ columns: [Column], _ ink: Ink) -> String {
        Columns.headed([columns.map(\.title)] + rows.map { row in columns.map { row[$0.name] } }, ink)
    }
}
