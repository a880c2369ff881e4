internal import Base
internal import JSONText
internal import LogFormat
internal import Node

/// Where a reset of offsets leads, and for what.
struct ResetWish {
    enum Mark: Equatable {
        case earliest, latest
        case time(Instant)
        case offset(Offset)
        /// So many messages on, or back if less than zero.
        case shift(Int)
    }

    enum Target {
        /// The same for all partitions.
        case mark(Mark)
        /// Offsets one by one, as an answer showed them before.
        case offsets(OffsetList)
        /// What was kept under a name.
        case snapshot(String)
    }

    let target: Target
    /// The topics it is for; nil for all of the group.
    private(set) var topics: Subscription?
    private(set) var isDryRun = false

    private static let example =
        "Send {\"to\":\"earliest\"}; latest, time:2026-11-22T10:00:00Z, offset:17, shift:-100 and snapshot:NAME go as well."

    init(_ options: borrowing OptionReader, _ body: ByteView) throws(Problem) {
        var (mark, list, snapshot) = (nil as Mark?, nil as OffsetList?, nil as String?)
        isDryRun = try options.boolean(.dryRun)
        var members = try BodyReader(body, known: ["to", "offsets", "topics", "dry_run"])
        while let member = try members.next() {
            switch member.name {
            case "to":
                let to = try members.contents(member.value)
                if to.hasPrefix("snapshot:") {
                    snapshot = to.dropping(9).string
                } else {
                    mark = try Self.mark(to)
                }
            case "offsets": list = try OffsetList(member.value, members)
            case "topics": topics = try Subscription(reading: member.value, members)
            case "dry_run": isDryRun = try members.boolean(member.value)
            default: throw members.unknown(member)
            }
        }
        if let snapshot, list == nil {
            target = .snapshot(snapshot)
            return
        }
        switch (mark, list) {
        case (let mark?, nil): target = .mark(mark)
        case (nil, let list?) where snapshot == nil:
            guard topics == nil else {
                throw Problem(
                    .invalidBody, "Both \"offsets\" and \"topics\" are given.", fix: "Leave topics out.")
            }
            target = .offsets(list)
        case (nil, nil): throw Problem(.invalidBody, "It does not say where to.", fix: Self.example)
        default: throw Problem(.invalidBody, "Both \"to\" and \"offsets\" are given.", fix: Self.example)
        }
    }

    /// What the member `to` says.
    static func mark(_ text: ByteView) throws(Problem) -> Mark {
        if text == "earliest" { return .earliest }
        if text == "latest" { return .latest }
        if text.hasPrefix("time:") { return .time(try OptionValue.time("to=time:", text.dropping(5))) }
        if text.hasPrefix("offset:") {
            return .offset(try OptionValue.offset("to=offset:", text.dropping(7)))
        }
        if text.hasPrefix("shift:") {
            let digits = text.dropping(6)
            let isBack = digits.first == UInt8(ascii: "-")
            let hasSign = isBack || digits.first == UInt8(ascii: "+")
            let count = try OptionValue.integer(
                "to=shift:", digits.dropping(hasSign ? 1 : 0), in: 0...Limits.offsetMax)
            return .shift(isBack ? -count : count)
        }
        throw Problem(
            .invalidOption, "to is none of earliest, latest, time:T, offset:N, shift:N and snapshot:NAME.",
            fix: example)
    }
}
