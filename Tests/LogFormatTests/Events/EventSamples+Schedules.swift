import Base
import LogFormat

extension EventSample {
    private static let id = ScheduleID(slot: 3, serial: 9)

    /// Schedules.
    static let schedules: [EventSample] = [
        EventSample(
            "schedule set, once",
            .scheduleSet(
                ScheduleSet(
                    id: id, namespace: EntityID(0), version: 0, declaredAt: Instant(milliseconds: 14),
                    anchor: Instant(milliseconds: 15), next: Instant(milliseconds: 16), name: "s",
                    settings: ScheduleSettings(
                        timing: .at(Instant(milliseconds: 16)), target: .queue("q"),
                        message: ScheduledMessage(line: Array("\"text\":\"\"}\n".utf8))))),
            """
            7000 01 00 55000000 03000000 00000000 0900000000000000 00000000 00000000
            0e00000000000000 0f00000000000000 1000000000000000
            01 01 01 00 1000000000000000 00000000 0100 73 0100 71 0b000000 22746578 74223a22 227d0a
            """),
        EventSample(
            "schedule set with all that can be told of it",
            .scheduleSet(
                ScheduleSet(
                    id: id, namespace: EntityID(1), version: 2, declaredAt: Instant(milliseconds: 14),
                    anchor: Instant(milliseconds: 15), next: nil, name: "s", settings: full)),
            """
            7000 01 00 a6000000 03000000 00000000 0900000000000000 01000000 02000000
            0e00000000000000 0f00000000000000 ffffffffffffff7f
            03 03 03 00 0000000000000000 5c000000
            01 090000 30203020 2a202a20 2a 02 030000 555443 03 080000 0a00000000000000 04 030000 612e62
            05 080000 0b00000000000000 06 080000 0c00000000000000 07 010000 05
            08 080000 0600000000000000 09 080000 0700000000000000
            0100 73 0100 65 00000000
            """),
        EventSample(
            "schedule fired",
            .scheduleFired(
                ScheduleFired(
                    id: id, isSkipped: true, isByHand: true, missed: 1, late: 2,
                    firedAt: Instant(milliseconds: 20), due: Instant(milliseconds: 19), next: nil)),
            """
            7100 01 00 3c000000 03000000 00000000 0900000000000000 03 000000 01000000 02000000 00000000
            1400000000000000 1300000000000000 ffffffffffffff7f 00000000
            """),
        EventSample(
            "schedule paused",
            .schedulePaused(
                SchedulePaused(
                    id: id, isPaused: true, at: Instant(milliseconds: 20), next: Instant(milliseconds: 21))),
            """
            7200 01 00 2c000000 03000000 00000000 0900000000000000 01000000 00000000
            1400000000000000 1500000000000000 00000000
            """),
        EventSample(
            "schedules deleted", .schedulesDeleted(SchedulesDeleted(ids: [id])),
            "7300 01 00 18000000 01000000 00000000 03000000 00000000 0900000000000000"),
    ]

    private static var full: ScheduleSettings {
        var message = ScheduledMessage(
            line: [], delay: Interval(milliseconds: 11), ttl: Interval(milliseconds: 12), priority: 5)
        (message.group, message.dedupe) = (6, 7)
        return ScheduleSettings(
            timing: .cron("0 0 * * *", zone: "UTC"), misfire: .all, until: Instant(milliseconds: 10),
            target: .exchange("e", routingKey: "a.b"), message: message)
    }
}
