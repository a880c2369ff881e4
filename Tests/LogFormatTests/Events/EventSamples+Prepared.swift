import Base
import LogFormat

extension EventSample {
    /// Prepared messages.
    static let prepared: [EventSample] = [
        EventSample(
            "message prepared",
            .messagePrepared(
                MessagePrepared(
                    number: 5, preparedAt: Instant(milliseconds: 14), deadline: Instant(milliseconds: 0x1000),
                    namespace: EntityID(0), target: EntityID(3), partition: 2,
                    line: Array("\"value\":1}\n".utf8))),
            """
            8400 01 00 33000000 0500000000000000 0e00000000000000 0010000000000000 03000000 02000000 00000000
            00000000 2276616c7565223a317d0a
            """),
        EventSample(
            "message prepared for a queue with all that it can be told", .messagePrepared(told),
            """
            8400 01 00 69000000 0600000000000000 0e00000000000000 0010000000000000 04000000 ffffffff 01000000
            35000000 01 080000 0300000000000000 03 080000 0500000000000000 04 080000 0600000000000000
            05 080000 0700000000000000 06 010000 08 2274657874223a2261227d0a
            """),
        EventSample(
            "prepared message committed",
            .preparedEnded(
                PreparedEnded(
                    number: 5, endedAt: Instant(milliseconds: 15), outcome: .committed, partition: 2,
                    offset: Offset(17))),
            """
            8500 01 00 24000000 0500000000000000 0f00000000000000 01 000000 02000000 1100000000000000 00000000
            """),
        EventSample(
            "prepared message given up",
            .preparedEnded(
                PreparedEnded(number: 5, endedAt: Instant(milliseconds: 15), outcome: .expired)),
            """
            8500 01 00 24000000 0500000000000000 0f00000000000000 03 000000 00000000 0000000000000000 00000000
            """),
        EventSample(
            "prepared messages forgotten",
            .preparedForgotten(PreparedForgotten(endedBefore: Instant(milliseconds: 16))),
            """
            8600 01 00 0c000000 1000000000000000 00000000
            """),
    ]

    private static let told: MessagePrepared = {
        var told = MessagePrepared(
            number: 6, preparedAt: Instant(milliseconds: 14), deadline: Instant(milliseconds: 0x1000),
            namespace: EntityID(1), target: EntityID(4), partition: nil, line: Array("\"text\":\"a\"}\n".utf8)
        )
        told.delay = Interval(milliseconds: 3)
        told.ttl = Interval(milliseconds: 5)
        told.group = 6
        told.dedupe = 7
        told.priority = 8
        return told
    }()
}
