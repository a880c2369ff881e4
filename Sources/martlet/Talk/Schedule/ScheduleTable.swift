/// A table of schedules, as `GET /v1/schedules` lists them.
enum ScheduleTable {
    static func schedules(_ schedules: [ShownObject], _ ink: Ink) -> String {
        let rows = schedules.map { schedule in
            [
                schedule["id"], schedule["state"], schedule["next_run"], when(schedule), schedule["to"],
                schedule["runs"], schedule["missed"], schedule["waiting_for"],
            ]
        }
        return Columns.headed(
            [["NAME", "STATE", "NEXT RUN", "WHEN", "TO", "RUNS", "MISSED", "WAITING FOR"]] + rows, ink)
    }

    private static func when(_ schedule: ShownObject) -> String {
        if let at = schedule.text("at") { return "at \(at)" }
        if let every = schedule.text("every") { return "every \(every)" }
        return "\(schedule["cron"]) \(schedule["tz"])"
    }
}
