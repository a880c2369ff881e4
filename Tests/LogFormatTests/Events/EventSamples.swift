import Base
import LogFormat

/// One event of each kind and form that the broker's events have, with its bytes.
struct EventSample: Sendable, CustomStringConvertible {
    let description: String
    let event: Event
    let runs: [SlotRun]
    /// In hexadecimal digits; blanks part the fields.
    let bytes: String

    init(_ name: String, _ event: Event, _ bytes: String) { self.init(name, event, [], bytes) }

    init(_ name: String, _ event: Event, _ runs: [SlotRun], _ bytes: String) {
        description = name
        self.event = event
        self.runs = runs
        self.bytes = bytes
    }

    static let all: [EventSample] =
        catalog + deliveries + bounds + choosing + repeats + groups + exchanges + jobs
        + schedules + policies + prepared

    private static let catalog: [EventSample] = [
        EventSample(
            "shard opened for the first time",
            .shardOpened(
                ShardOpened(
                    epoch: 1, openedAt: Instant(milliseconds: 0x0102_0304),
                    tokenKey: SipHash.Key(low: 0x1122_3344_5566_7788, high: 0x99aa_bbcc_ddee_ff00))),
            """
            0100 01 00 28000000 01000000 00000000 0403020100000000 14000000
            01 100000 8877665544332211 00ffeeddccbbaa99
            """),
        EventSample(
            "shard opened again",
            .shardOpened(ShardOpened(epoch: 7, openedAt: Instant(milliseconds: 5), tokenKey: nil)),
            "0100 01 00 14000000 07000000 00000000 0500000000000000 00000000"),
        EventSample(
            "namespace declared",
            .namespaceDeclared(
                NamespaceDeclared(id: EntityID(3), declaredAt: Instant(milliseconds: 9), name: "shop")),
            "0200 01 00 1a000000 03000000 00000000 0900000000000000 0400 73686f70 00000000"),
        EventSample(
            "namespace deleted", .namespaceDeleted(EntityID(3)), "0300 01 00 08000000 03000000 00000000"),
        EventSample(
            "topic declared",
            .topicDeclared(
                TopicDeclared(
                    id: EntityID(4), namespace: EntityID(3), declaredAt: Instant(milliseconds: 10),
                    settings: TopicSettings(ack: .none, validate: .json), name: "t",
                    logs: [LogID(1), LogID(2)])),
            """
            1000 01 00 27000000 04000000 03000000 0a00000000000000 02 02 0000 02000000 01000000 02000000
            0100 74 00000000
            """),
        EventSample(
            "topic changed",
            .topicChanged(
                TopicChanged(
                    id: EntityID(4), settings: TopicSettings(), firstPartition: 2, addedLogs: [LogID(5)])),
            "1100 01 00 18000000 04000000 01 01 0000 02000000 01000000 05000000 00000000"),
        EventSample(
            "topic changed with all that can be told of what it keeps",
            .topicChanged(
                TopicChanged(
                    id: EntityID(4),
                    settings: TopicSettings(
                        retention: Retention(
                            time: .seconds(3600), bytes: 1 << 30, count: 9_007_199_254_740_991),
                        cleanup: .both, tombstoneTime: .zero),
                    firstPartition: 1, addedLogs: [])),
            """
            1100 01 00 49000000 04000000 01 01 0000 01000000 00000000 35000000
            01 080000 80ee360000000000 02 080000 0000004000000000 03 080000 ffffffffffff1f00
            04 010000 03 05 080000 0000000000000000
            """),
        EventSample(
            "topic declared with some of it",
            .topicDeclared(
                TopicDeclared(
                    id: EntityID(4), namespace: EntityID(3), declaredAt: Instant(milliseconds: 10),
                    settings: TopicSettings(retention: Retention(count: 5), cleanup: .compact), name: "t",
                    logs: [LogID(1)])),
            """
            1000 01 00 34000000 04000000 03000000 0a00000000000000 01 01 0000 01000000 01000000
            0100 74 11000000 03 080000 0500000000000000 04 010000 02
            """),
        EventSample("topic deleted", .topicDeleted(EntityID(4)), "1200 01 00 08000000 04000000 00000000"),
        EventSample(
            "queue declared",
            .queueDeclared(
                QueueDeclared(
                    id: EntityID(6), namespace: EntityID(0), declaredAt: Instant(milliseconds: 11),
                    settings: QueueSettings(lease: Interval.seconds(30)), name: "jobs", log: LogID(8))),
            """
            1800 01 00 26000000 06000000 00000000 0b00000000000000 01 01 0000 30750000 08000000
            0400 6a6f6273 00000000
            """),
        EventSample(
            "queue changed",
            .queueChanged(
                QueueChanged(id: EntityID(6), settings: QueueSettings(lease: Interval(milliseconds: 1)))),
            "1900 01 00 10000000 06000000 01 01 0000 01000000 00000000"),
        EventSample(
            "queue changed in its backoff",
            .queueChanged(
                QueueChanged(
                    id: EntityID(6),
                    settings: QueueSettings(
                        lease: Interval(milliseconds: 1),
                        backoff: [Interval(milliseconds: 1000), Interval(milliseconds: 5)]))),
            """
            1900 01 00 24000000 06000000 01 01 0000 01000000 14000000
            01 100000 e803000000000000 0500000000000000
            """),
        EventSample(
            "queue changed in what becomes of dead letters",
            .queueChanged(
                QueueChanged(
                    id: EntityID(6),
                    settings: QueueSettings(
                        lease: Interval(milliseconds: 1), maxDeliveries: 3, deadLetter: .topic("t")))),
            """
            1900 01 00 1e000000 06000000 01 01 0000 01000000 0e000000
            02 040000 03000000 03 020000 05 74
            """),
        EventSample("queue deleted", .queueDeleted(EntityID(6)), "1a00 01 00 08000000 06000000 00000000"),
    ]

    private static let deliveries: [EventSample] = [
        EventSample(
            "trimmed",
            .trimmed(
                Trimmed(log: LogID(6), trimmedAt: Instant(milliseconds: 13), below: Offset(1000))),
            "2200 01 00 1c000000 06000000 00000000 0d00000000000000 e803000000000000 00000000"),
        EventSample(
            "leased",
            .leased(
                Leased(
                    queue: EntityID(6), lease: Interval.seconds(30), deadline: Instant(milliseconds: 31000),
                    runs: 0..<2)),
            [
                SlotRun(first: Offset(2), count: 1, generation: 3),
                SlotRun(first: Offset(5), count: 100, generation: 1),
            ],
            """
            3000 01 00 38000000 06000000 02000000 1879000000000000 30750000 00000000
            0200000000000000 01000000 030000 00 0500000000000000 64000000 010000 00
            """),
        EventSample(
            "leased to a named attempt of a named consumer",
            .leased(
                Leased(
                    queue: EntityID(6), lease: Interval.seconds(30), deadline: Instant(milliseconds: 31000),
                    attempt: 0x0102_0304_0506_0708, consumer: "w1", runs: 0..<1)),
            [SlotRun(first: Offset(1 << 32), count: 1, generation: 1)],
            """
            3000 01 00 3a000000 06000000 01000000 1879000000000000 30750000 12000000
            01 080000 0807060504030201 02 020000 7731
            0000000001000000 01000000 010000 00
            """),
        EventSample(
            "settled",
            .settled(Settled(queue: EntityID(6), settledAt: Instant(milliseconds: 12), runs: 0..<4)),
            [
                SlotRun(first: Offset(0), count: 2, generation: 1, end: .acked),
                SlotRun(first: Offset(2), count: 1, generation: 1, end: .failed),
                SlotRun(first: Offset(3), count: 1, generation: 2, end: .returned),
                SlotRun(first: Offset(9), count: 1, generation: 1, end: .expired),
            ],
            """
            3100 01 00 54000000 06000000 04000000 0c00000000000000 00000000
            0000000000000000 02000000 010000 01 0200000000000000 01000000 010000 02
            0300000000000000 01000000 020000 03 0900000000000000 01000000 010000 04
            """),
        EventSample(
            "settled to wait",
            .settled(
                Settled(
                    queue: EntityID(6), settledAt: Instant(milliseconds: 12),
                    dues: [
                        Instant(milliseconds: 13), Instant(milliseconds: 14), Instant(milliseconds: 15),
                    ], runs: 0..<4)),
            [
                SlotRun(first: Offset(0), count: 2, generation: 1, end: .failedWaiting),
                SlotRun(first: Offset(2), count: 1, generation: 1, end: .acked),
                SlotRun(first: Offset(3), count: 1, generation: 2, end: .returnedWaiting),
                SlotRun(first: Offset(9), count: 1, generation: 1, end: .expiredWaiting),
            ],
            """
            3100 01 00 70000000 06000000 04000000 0c00000000000000 1c000000
            01 180000 0d00000000000000 0e00000000000000 0f00000000000000
            0000000000000000 02000000 010000 05 0200000000000000 01000000 010000 01
            0300000000000000 01000000 020000 06 0900000000000000 01000000 010000 07
            """),
        EventSample(
            "settled for good",
            .settled(Settled(queue: EntityID(6), settledAt: Instant(milliseconds: 12), runs: 0..<6)),
            [
                SlotRun(first: Offset(0), count: 1, generation: 1, end: .rejectedDropped),
                SlotRun(first: Offset(1), count: 1, generation: 1, end: .failedDropped),
                SlotRun(first: Offset(2), count: 1, generation: 1, end: .expiredDropped),
                SlotRun(first: Offset(3), count: 1, generation: 1, end: .rejectedDoomed),
                SlotRun(first: Offset(4), count: 1, generation: 1, end: .failedDoomed),
                SlotRun(first: Offset(5), count: 1, generation: 1, end: .expiredDoomed),
            ],
            """
            3100 01 00 74000000 06000000 06000000 0c00000000000000 00000000
            0000000000000000 01000000 010000 08 0100000000000000 01000000 010000 09
            0200000000000000 01000000 010000 0a 0300000000000000 01000000 010000 0b
            0400000000000000 01000000 010000 0c 0500000000000000 01000000 010000 0d
            """),
        EventSample(
            "settled after they had outlived their time",
            .settled(Settled(queue: EntityID(6), settledAt: Instant(milliseconds: 12), runs: 0..<3)),
            [
                SlotRun(first: Offset(0), count: 1, generation: 1, end: .outlivedDropped),
                SlotRun(first: Offset(1), count: 1, generation: 1, end: .outlivedDoomed),
                SlotRun(first: Offset(2), count: 1, generation: 1, end: .outlivedExpiredDoomed),
            ],
            """
            3100 01 00 44000000 06000000 03000000 0c00000000000000 00000000
            0000000000000000 01000000 010000 0e 0100000000000000 01000000 010000 0f
            0200000000000000 01000000 010000 10
            """),
        EventSample(
            "moved",
            .moved(Moved(queue: EntityID(6), movedAt: Instant(milliseconds: 12), runs: 0..<2)),
            [
                SlotRun(first: Offset(2), count: 1, generation: 3),
                SlotRun(first: Offset(5), count: 1, generation: 0),
            ],
            """
            3600 01 00 34000000 06000000 02000000 0c00000000000000 00000000
            0200000000000000 01000000 030000 00 0500000000000000 01000000 000000 00
            """),
        EventSample(
            "extended",
            .extended(
                Extended(
                    queue: EntityID(6), lease: Interval.seconds(30), deadline: Instant(milliseconds: 31000),
                    runs: 0..<1)),
            [SlotRun(first: Offset(2), count: 1, generation: 3)],
            """
            3300 01 00 28000000 06000000 01000000 1879000000000000 30750000 00000000
            0200000000000000 01000000 030000 00
            """),
        EventSample(
            "delayed",
            .delayed(
                Delayed(
                    queue: EntityID(6), first: Offset(1000), count: 3, until: Instant(milliseconds: 13))),
            "3400 01 00 1c000000 06000000 03000000 e803000000000000 0d00000000000000 00000000"),
        EventSample(
            "fell due",
            .fellDue(
                FellDue(
                    queue: EntityID(6), at: Instant(milliseconds: 13), position: Offset(1000),
                    stretches: [Offset(5)..<Offset(7), Offset(2)..<Offset(3)])),
            """
            3500 01 00 34000000 06000000 02000000 0d00000000000000 e803000000000000 00000000
            0500000000000000 02000000 0200000000000000 01000000
            """),
        EventSample(
            "purged",
            .purged(
                Purged(queue: EntityID(6), purgedAt: Instant(milliseconds: 13), below: Offset(1000))),
            "3200 01 00 1c000000 06000000 00000000 0d00000000000000 e803000000000000 00000000"),
        EventSample(
            "leased in several lanes",
            .leased(
                Leased(
                    queue: EntityID(6), lease: Interval.seconds(30), deadline: Instant(milliseconds: 31000),
                    runs: 0..<3)),
            [
                SlotRun(first: Offset(2), count: 1, generation: 3),
                SlotRun(first: Offset(0), count: 2, generation: 1, lane: 1),
                SlotRun(first: Offset(5), count: 1, generation: 1, lane: 255),
            ],
            """
            3000 01 00 48000000 06000000 03000000 1879000000000000 30750000 00000000
            0200000000000000 01000000 030000 00 0000000000002000 02000000 010000 00
            050000000000e01f 01000000 010000 00
            """),
        EventSample(
            "delayed in another lane",
            .delayed(
                Delayed(
                    queue: EntityID(6), lane: 3, first: Offset(1000), count: 3,
                    until: Instant(milliseconds: 13))),
            "3400 01 00 1c000000 06000000 03000000 e803000000006000 0d00000000000000 00000000"),
        EventSample(
            "fell due in another lane",
            .fellDue(
                FellDue(
                    queue: EntityID(6), lane: 3, at: Instant(milliseconds: 13), position: Offset(1000),
                    stretches: [Offset(5)..<Offset(7)])),
            """
            3500 01 00 28000000 06000000 01000000 0d00000000000000 e803000000006000 00000000
            0500000000000000 02000000
            """),
        EventSample(
            "lanes added",
            .lanesAdded(
                LanesAdded(
                    queue: EntityID(6), first: 1,
                    lanes: [
                        LanesAdded.Lane(log: LogID(9), start: .zero),
                        LanesAdded.Lane(log: LogID(10), start: Offset(1000)),
                    ])),
            """
            3b00 01 00 24000000 06000000 0100 0200 00000000
            09000000 0000000000000000 0a000000 e803000000000000
            """),
        EventSample(
            "outrun",
            .outrun(
                Outrun(
                    queue: EntityID(6), at: Instant(milliseconds: 13),
                    cuts: [LaneOffset(lane: 0, Offset(5)), LaneOffset(lane: 3, Offset(1000))])),
            """
            3c00 01 00 24000000 06000000 02000000 0d00000000000000 00000000
            0500000000000000 e803000000006000
            """),
        EventSample(
            "purged in all lanes",
            .purged(
                Purged(
                    queue: EntityID(6), purgedAt: Instant(milliseconds: 13), below: Offset(1000),
                    others: [Offset(7), Offset(0)])),
            """
            3200 01 00 30000000 06000000 00000000 0d00000000000000 e803000000000000 14000000
            01 100000 0700000000000000 0000000000000000
            """),
    ]

    /// The bytes themselves.
    var golden: [UInt8] {
        let digits = bytes.filter { !$0.isWhitespace }
        return stride(from: 0, to: digits.count, by: 2).map { at in
            let start = digits.index(digits.startIndex, offsetBy: at)
            return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
    }
}
