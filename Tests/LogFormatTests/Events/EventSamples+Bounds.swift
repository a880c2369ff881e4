import Base
import LogFormat

extension EventSample {
    /// Settings that bound a queue in every way.
    private static var bounded: QueueSettings {
        var settings = QueueSettings(lease: Interval(milliseconds: 1))
        settings.ttl = .zero
        settings.expires = Interval(milliseconds: 2)
        settings.lengthMax = 3
        settings.bytesMax = 4
        settings.overflow = .dropHead
        settings.isPaused = true
        return settings
    }

    static let bounds: [EventSample] = [
        EventSample(
            "expiring",
            .expiring(
                Expiring(
                    queue: EntityID(6), log: LogID(9), first: Offset(1000), count: 3,
                    until: Instant(milliseconds: 13))),
            """
            3700 01 00 24000000 06000000 09000000 03000000 00000000
            e803000000000000 0d00000000000000 00000000
            """),
        EventSample(
            "queue changed in what bounds it",
            .queueChanged(QueueChanged(id: EntityID(6), settings: bounded)),
            """
            1900 01 00 4a000000 06000000 01 01 0000 01000000 3a000000
            04 080000 0000000000000000 05 080000 0200000000000000 06 080000 0300000000000000
            07 080000 0400000000000000 08 010000 02 09 010000 01
            """),
        EventSample(
            "expiring at most",
            .expiring(
                Expiring(
                    queue: EntityID(6), log: LogID(9), first: Offset(1000), count: 3,
                    until: Instant(milliseconds: 13), isFinal: true)),
            """
            3700 01 00 24000000 06000000 09000000 03000000 01000000
            e803000000000000 0d00000000000000 00000000
            """),
        EventSample(
            "weighed",
            .weighed(
                Weighed(
                    queue: EntityID(6), log: LogID(9), first: Offset(1000), count: 3, sizes: [5, 6, 7])),
            """
            3900 01 00 28000000 06000000 09000000 03000000 03000000
            e803000000000000 00000000 05000000 06000000 07000000
            """),
        EventSample(
            "blamed",
            .blamed(
                Blamed(
                    queue: EntityID(6), log: LogID(9), first: Offset(1000), count: 3, failures: 7,
                    at: Instant(milliseconds: 13))),
            """
            3a00 01 00 24000000 06000000 09000000 03000000 07000000
            e803000000000000 0d00000000000000 00000000
            """),
        EventSample(
            "weighed alike",
            .weighed(
                Weighed(queue: EntityID(6), log: LogID(9), first: Offset(1000), count: 3, sizes: [5])),
            """
            3900 01 00 20000000 06000000 09000000 03000000 01000000
            e803000000000000 00000000 05000000
            """),
        EventSample(
            "removed",
            .removed(
                Removed(
                    queue: EntityID(6), log: LogID(9), at: Instant(milliseconds: 13), reason: .expired,
                    isDoomed: true, stretches: [Offset(2)..<Offset(3), Offset(5)..<Offset(7)])),
            """
            3800 01 00 34000000 06000000 09000000 0d00000000000000 02000000 01 01 0000 00000000
            0200000000000000 01000000 0500000000000000 02000000
            """),
    ]
}
