import Base
import LogFormat

extension EventSample {
    /// Consumer groups.
    static let groups: [EventSample] = [
        EventSample(
            "group declared",
            .groupDeclared(
                GroupDeclared(
                    id: EntityID(7), namespace: EntityID(0), declaredAt: Instant(milliseconds: 14),
                    settings: .standard, name: "g")),
            """
            4000 01 00 23000000 07000000 00000000 0e00000000000000 01 01 00 00 c8af0000 e0930400
            0100 67 00000000
            """),
        EventSample(
            "group declared with all that can be told of it",
            .groupDeclared(
                GroupDeclared(
                    id: EntityID(7), namespace: EntityID(0), declaredAt: Instant(milliseconds: 14),
                    settings: GroupSettings(
                        assignor: .range, start: .latest, isEphemeral: true, sessionTimeout: .seconds(6),
                        processingTimeout: .seconds(10), offsetsExpire: .seconds(60),
                        topics: Subscription(["b.*", "a"])),
                    isPaused: true, name: "g")),
            """
            4000 01 00 3d000000 07000000 00000000 0e00000000000000 02 02 03 00 70170000 10270000
            0100 67 1a000000 01 080000 60ea000000000000 02 0a0000 0200 0100 61 0300 622e2a
            """),
        EventSample(
            "group changed",
            .groupChanged(GroupChanged(id: EntityID(7), settings: .standard, isPaused: true)),
            "4100 01 00 14000000 07000000 01 01 02 00 c8af0000 e0930400 00000000"),
        EventSample("group deleted", .groupDeleted(EntityID(7)), "4200 01 00 08000000 07000000 00000000"),
        EventSample(
            "member joined",
            .memberJoined(
                MemberJoined(
                    group: EntityID(7), member: MemberID(2), epoch: 5, joinedAt: Instant(milliseconds: 15),
                    kind: .byHand, name: "w1", topics: Subscription(["a"]))),
            """
            4300 01 00 29000000 07000000 02000000 0500000000000000 0f00000000000000 02 000000
            0200 7731 0100 0100 61 00000000
            """),
        EventSample(
            "member left",
            .memberLeft(
                MemberLeft(
                    group: EntityID(7), member: MemberID(2), leftAt: Instant(milliseconds: 16), end: .expired)
            ),
            "4400 01 00 18000000 07000000 02000000 1000000000000000 02 000000 00000000"),
        EventSample(
            "group assigned",
            .groupAssigned(
                GroupAssigned(
                    group: EntityID(7), generation: 3,
                    changes: [
                        Ownership(log: LogID(1), owner: MemberID(0), target: MemberID(2)),
                        Ownership(log: LogID(2), owner: MemberID(2), target: nil),
                        Ownership(log: LogID(9), owner: nil, target: nil),
                    ])),
            """
            4500 01 00 38000000 07000000 03000000 0300000000000000 00000000
            01000000 00000000 02000000 02000000 02000000 ffffffff 09000000 ffffffff ffffffff
            """),
        EventSample(
            "offsets committed",
            .offsetsCommitted(
                OffsetsCommitted(
                    group: EntityID(7), committedAt: Instant(milliseconds: 17), member: MemberID(2),
                    offsets: [
                        CommittedOffset(log: LogID(1), offset: Offset(10)),
                        CommittedOffset(log: LogID(2), offset: Offset(11), metadata: "ü"),
                        CommittedOffset(log: LogID(3), offset: Offset(0), metadata: ""),
                    ])),
            """
            4600 01 00 48000000 07000000 03000000 1100000000000000 02000000 01 000000 00000000
            01000000 0a00000000000000 ffff 02000000 0b00000000000000 0200 c3bc
            03000000 0000000000000000 0000
            """),
        EventSample(
            "offsets reset",
            .offsetsCommitted(
                OffsetsCommitted(
                    group: EntityID(7), committedAt: Instant(milliseconds: 17), member: nil, kind: .reset,
                    offsets: [CommittedOffset(log: LogID(1), offset: Offset(0))])),
            """
            4600 01 00 2a000000 07000000 01000000 1100000000000000 ffffffff 02 000000 00000000
            01000000 0000000000000000 ffff
            """),
        EventSample(
            "all offsets expired",
            .offsetsExpired(OffsetsExpired(group: EntityID(7), expiredAt: Instant(milliseconds: 18))),
            "4700 01 00 14000000 07000000 00000000 1200000000000000 00000000"),
        EventSample(
            "offsets of two logs expired",
            .offsetsExpired(
                OffsetsExpired(
                    group: EntityID(7), expiredAt: Instant(milliseconds: 18), logs: [LogID(1), LogID(4)])),
            "4700 01 00 1c000000 07000000 02000000 1200000000000000 00000000 01000000 04000000"),
        EventSample(
            "offsets saved",
            .savedOffsetsChanged(
                SavedOffsetsChanged(
                    group: EntityID(7), isKept: true, at: Instant(milliseconds: 19), name: "s")),
            "4800 01 00 17000000 07000000 01000000 1300000000000000 0100 73 00000000"),
        EventSample(
            "saved offsets dropped",
            .savedOffsetsChanged(
                SavedOffsetsChanged(
                    group: EntityID(7), isKept: false, at: Instant(milliseconds: 19), name: "s")),
            "4800 01 00 17000000 07000000 02000000 1300000000000000 0100 73 00000000"),
    ]
}
