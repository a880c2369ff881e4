import Base
import LogFormat

/// Events of who gets which message of a queue.
extension EventSample {
    static let choosing: [EventSample] = [
        EventSample(
            "identified",
            .identified(
                Identified(
                    queue: EntityID(6), at: Instant(milliseconds: 13),
                    messages: [
                        Identified.Message(hash: 7, place: LaneOffset(Offset(2))),
                        Identified.Message(hash: 9, place: LaneOffset(lane: 1, Offset(5))),
                    ])),
            """
            3e00 01 00 34000000 06000000 02000000 0d00000000000000 00000000
            0700000000000000 0200000000000000 0900000000000000 0500000000002000
            """)
    ]
}
