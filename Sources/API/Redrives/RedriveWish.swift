internal import Base
internal import Broker
internal import JSONText
internal import LogFormat
internal import Node

/// What a redrive shall do, as its body says.
struct RedriveWish {
    private(set) var order = RedriveOrder()
    private(set) var pattern: Pattern?
    /// Ids that name no message of the queue.
    private(set) var missing = 0
    private(set) var isDryRun = false
    /// Where a dry run goes on.
    private(set) var start = LaneOffset(.zero)

    private static let known = [
        "to", "filter", "ids", "max_rate", "limit", "strip_headers", "reset_failures", "stop_after_failures",
        "dry_run", "from",
    ]

    init(reading body: ByteView, of queue: Queue) throws(Problem) {
        var members = try BodyReader(body, known: Self.known)
        var takesAll = true
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "to":
                switch try MoveTarget.read(value, members, takesOrigin: true) {
                case nil: order.target = .origin
                case .queue(let name): order.target = .queue(name)
                case .topic(let name): order.target = .topic(name)
                }
            case "filter":
                pattern = try SelectionWish.pattern(value)
                order.filter = pattern == nil ? [] : value.raw.array
            case "ids":
                (order.places, missing) = try MessageList.read(value, members, of: queue)
                takesAll = false
            case "max_rate": order.rate = UInt32(try members.integer(value, in: 1...Limits.redriveRateMax))
            case "limit": order.most = UInt64(try members.integer(value, in: 1...Limits.offsetMax))
            case "strip_headers": order.strippedHeaders = try Self.names(value, members)
            case "stop_after_failures":
                order.failuresMax = UInt32(try members.integer(value, in: 1...Int(Int32.max)))
            case "reset_failures":
                order.keepsFailures = !(try members.boolean(value))
            case "dry_run": isDryRun = try members.boolean(value)
            case "from": start = try LookWish.start(try members.contents(value), queue)
            default: throw members.unknown(member)
            }
        }
        if !takesAll, order.places.isEmpty {
            throw Problem(
                .messageNotFound, "None of the ids names a message of this queue.",
                fix: "Leave ids out to redrive all.")
        }
    }

    /// Names of headers, which are in lower case where they are stored.
    private static func names(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> [String] {
        var names: [String] = []
        var elements = try members.array(value)
        while let element = try members.next(of: &elements) {
            guard names.count < Limits.headerCountMax else {
                throw Problem(
                    .outOfRange, "strip_headers has more than \(Limits.headerCountMax) names.",
                    fix: "Name at most \(Limits.headerCountMax)."
                ).with("limit", Limits.headerCountMax)
            }
            let name = try members.string(element).lowercased()
            guard (1...Limits.nameBytesMax).contains(name.utf8.count) else {
                throw Problem(.invalidBody, "strip_headers holds what is no name.", fix: "Name headers.")
            }
            names.append(name)
        }
        return names
    }
}

extension RedriveStatus {
    /// Appends the job as answers show it.
    func write(into out: inout ByteBuffer) {
        JSONWriter.openObject(into: &out)
        JSONWriter.member("id", Int(job.number), into: &out)
        JSONWriter.member("state", pause == nil ? job.progress.state.name : "paused", into: &out)
        if let pause { JSONWriter.member("paused_because", pause, into: &out) }
        JSONWriter.name("to", into: &out)
        switch job.order.target {
        case .origin: JSONWriter.string("origin" as StaticString, into: &out)
        case .queue(let name): MoveTarget.queue(name).write(into: &out)
        case .topic(let name): MoveTarget.topic(name).write(into: &out)
        }
        JSONWriter.member("moved", job.progress.moved, into: &out)
        JSONWriter.member("skipped", job.progress.passed, into: &out)
        JSONWriter.member("came_back", job.progress.returned, into: &out)
        JSONWriter.member("remaining_at_most", remaining, into: &out)
        if job.order.rate > 0 { JSONWriter.member("max_rate", Int(job.order.rate), into: &out) }
        if job.order.most > 0 { JSONWriter.member("limit", job.order.most, into: &out) }
        if job.order.keepsFailures { JSONWriter.member("reset_failures", false, into: &out) }
        if job.order.failuresMax > 0 {
            JSONWriter.member("stop_after_failures", Int(job.order.failuresMax), into: &out)
        }
        if !job.order.filter.isEmpty {
            JSONWriter.name("filter", into: &out)
            out.append(job.order.filter)
        }
        if !job.order.strippedHeaders.isEmpty {
            JSONWriter.name("strip_headers", into: &out)
            JSONWriter.openArray(into: &out)
            for name in job.order.strippedHeaders { JSONWriter.string(name, into: &out) }
            JSONWriter.closeArray(into: &out)
        }
        JSONWriter.member("started_at", job.startedAt, into: &out)
        JSONWriter.member(job.isRunning ? "changed_at" : "ended_at", job.changedAt, into: &out)
        JSONWriter.closeObject(into: &out)
    }
}
