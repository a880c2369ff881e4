import Base
import LogFormat

/// Of publishes that may come again.
extension EventSample {
    private static let result = PublishResult(
        timestamp: Instant(milliseconds: 1000), ack: .none,
        spread: PublishResult.Spread(partitions: 4, single: 3),
        first: PublishResult.Stretch(partition: 0, count: 2, first: Offset(17)),
        rest: [PublishResult.Stretch(partition: 3, count: 1, first: Offset(1 << 32))])

    static let repeats: [EventSample] = [
        EventSample(
            "idempotent result",
            .idempotentResult(
                IdempotentResult(
                    target: EntityID(4), hash: IdentityHash(low: 0x0102_0304_0506_0708, high: 0x11),
                    fingerprint: 0x2122_2324_2526_2728, takenAt: Instant(milliseconds: 999), result: result)),
            """
            5000 01 00 58000000 0807060504030201 1100000000000000 2827262524232221 e703000000000000
            04000000 00000000 e803000000000000 02 00 0400 0300 0200
            00000000 02000000 1100000000000000 03000000 01000000 0000000001000000
            """),
        EventSample(
            "producer advanced",
            .producerAdvanced(
                ProducerAdvanced(
                    target: EntityID(6), hash: IdentityHash(low: 1, high: 2), epoch: 3, number: 4,
                    fingerprint: 5, advancedAt: Instant(milliseconds: 999),
                    result: PublishResult(
                        timestamp: Instant(milliseconds: 1000), ack: .flush,
                        spread: PublishResult.Spread(partitions: 0, single: 0),
                        first: PublishResult.Stretch(partition: 0, count: 1, first: .zero)))),
            """
            5100 01 00 58000000 0100000000000000 0200000000000000 0300000000000000 0400000000000000
            0500000000000000 e703000000000000 06000000 00000000
            e803000000000000 01 00 0000 0000 0100 00000000 01000000 0000000000000000
            """),
        EventSample(
            "producer advanced at the cost of others",
            .producerAdvanced(
                ProducerAdvanced(
                    target: EntityID(6), hash: IdentityHash(low: 1, high: 2), epoch: 3, number: 4,
                    fingerprint: 5, advancedAt: Instant(milliseconds: 999),
                    forgotten: [IdentityHash(low: 6, high: 7), IdentityHash(low: 8, high: 9)], result: result)
            ),
            """
            5100 01 00 8c000000 0100000000000000 0200000000000000 0300000000000000 0400000000000000
            0500000000000000 e703000000000000 06000000 24000000 01 200000
            0600000000000000 0700000000000000 0800000000000000 0900000000000000
            e803000000000000 02 00 0400 0300 0200
            00000000 02000000 1100000000000000 03000000 01000000 0000000001000000
            """),
        EventSample(
            "results forgotten",
            .resultsForgotten(
                ResultsForgotten(
                    keysBefore: Instant(milliseconds: 7), producersBefore: Instant(milliseconds: -1))),
            "5200 01 00 14000000 0700000000000000 ffffffffffffffff 00000000"),
    ]
}
