import Base
import LogFormat

/// Jobs of queues.
extension EventSample {
    private static var order: RedriveOrder {
        var order = RedriveOrder(target: .topic("t"))
        order.filter = Array("{}".utf8)
        order.places = [LaneOffset(Offset(3)), LaneOffset(lane: 1, Offset(2))]
        order.rate = 100
        order.most = 7
        order.strippedHeaders = ["a", "bc"]
        order.failuresMax = 5
        return order
    }

    static let jobs: [EventSample] = [
        EventSample(
            "redrive started",
            .redriveStarted(
                RedriveStarted(
                    queue: EntityID(6), number: 1, at: Instant(milliseconds: 13), order: RedriveOrder(),
                    ends: [Offset(17)])),
            """
            6400 01 00 20000000 06000000 01000000 0d00000000000000 01000000 00000000
            1100000000000000
            """),
        EventSample(
            "redrive started with all that it can be told",
            .redriveStarted(
                RedriveStarted(
                    queue: EntityID(6), number: 2, at: Instant(milliseconds: 13), order: order,
                    ends: [Offset(17), Offset(4)])),
            """
            6400 01 00 6f000000 06000000 02000000 0d00000000000000 02000000 47000000
            01 020000 02 74 02 020000 7b7d 03 100000 0300000000000000 0200000000002000
            04 040000 64000000 05 080000 0700000000000000 06 070000 0100 61 0200 6263
            07 040000 05000000
            1100000000000000 0400000000000000
            """),
        EventSample(
            "redrive advanced",
            .redriveAdvanced(
                RedriveAdvanced(
                    queue: EntityID(6), number: 2, at: Instant(milliseconds: 13), progress: progress)),
            """
            6500 01 00 44000000 06000000 02000000 0d00000000000000 0500000000000000 0300000000000000
            0200000000000000 0100000000000000 04 000000 01000000 00000000 1200000000000000
            """),
    ]

    private static var progress: RedriveProgress {
        var progress = RedriveProgress(watched: [Offset(18)])
        progress.next = LaneOffset(Offset(5))
        progress.moved = 3
        progress.passed = 2
        progress.returned = 1
        progress.state = .stopped
        return progress
    }
}
