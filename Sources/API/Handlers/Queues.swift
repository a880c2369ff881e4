internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node

extension Interface {
    func listQueues(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        answerList(call, "queues", namespace.queues()) { write($0, into: &$1) }
    }

    func showQueue(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let isEffective = try options.boolean(.effective)
        call.exchange.answerJSON(gate: node.gateNow()) {
            write(queue, isEffective: isEffective, into: &$0)
        }
    }

    func declareQueue(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let name = try call.name(call.parameters.first, of: "queue")
        let createOnly = call.isCreateOnly
        var wish = try QueueWish(reading: try await call.exchange.readControlBody())
        try await resolve(&wish, in: namespace)
        do throws(Refused) {
            answer(call, try namespace.declareQueue(name, wish, createOnly: createOnly))
        } catch { throw Problem(error) }
    }

    func changeQueue(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let wish = try QueueWish(reading: try await call.exchange.readControlBody())
        do throws(Refused) {
            answer(call, try queue.namespace.changeQueue(queue, wish))
        } catch { throw Problem(error) }
    }

    func deleteQueue(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        let queue = try queue(call)
        let isForced = try options.boolean(.force)
        do throws(Refused) {
            call.exchange.answerNothing(
                gate: try queue.namespace.deleteQueue(queue, evenIfNotEmpty: isForced))
        } catch { throw Problem(error) }
    }

    /// Stops handing out messages, or goes on with it.
    func pauseQueue(_ call: Call, _ isPaused: Bool) throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let changed: Gated<Queue>
        do throws(Refused) { changed = try queue.namespace.pauseQueue(queue, isPaused) } catch {
            throw Problem(error)
        }
        call.exchange.answerJSON(gate: changed.gate) { write(changed.value, into: &$0) }
    }

    func purgeQueue(_ call: Call) throws(Problem) {
        let queue = try queue(call)
        let purged: Gated<Int>
        do throws(Refused) { purged = try queue.purge() } catch { throw Problem(error) }
        call.exchange.answerJSON(gate: purged.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("purged", purged.value, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }

    func showQueueStats(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let queue = try queue(call)
        let counts: Gated<QueueCounts>
        do throws(Refused) { counts = try queue.counts() } catch { throw Problem(error) }
        call.exchange.answerJSON(gate: counts.gate) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("queue", queue.name, into: &out)
            JSONWriter.member("ready", counts.value.ready, into: &out)
            JSONWriter.member("leased", counts.value.leased, into: &out)
            JSONWriter.member("delayed", counts.value.delayed, into: &out)
            JSONWriter.member("deferred", counts.value.deferred, into: &out)
            JSONWriter.member("dying", counts.value.doomed, into: &out)
            if let bytes = counts.value.heldBytes { JSONWriter.member("bytes", bytes, into: &out) }
            counts.value.writeLanes(of: queue.settings.lanes, into: &out)
            if let oldest = counts.value.oldest {
                JSONWriter.member("oldest_offset", oldest.rawValue, into: &out)
            }
            JSONWriter.closeObject(into: &out)
        }
    }

    /// Finds where a time lies in each partition that a new queue is to read.
    private func resolve(_ wish: inout QueueWish, in namespace: Namespace) async throws(Problem) {
        guard let source = wish.lanes.source, case .time(let time) = source.start,
            let topic = source.topic.withByteView({ namespace.topic($0) })
        else { return }
        var found: [Offset] = []
        for log in topic.logs {
            do throws(Refused) { found.append(try await log.offset(at: time)) } catch { throw Problem(error) }
        }
        wish.lanes.source?.found = found
    }

    private func answer(_ call: Call, _ declared: Gated<Declared<Queue>>) {
        let queue = declared.value.value
        answerDeclared(call, declared, at: "\(queue.namespace.path)/queues/\(queue.name)") { changed, out in
            write(queue, changed: changed, into: &out)
        }
    }

    /// Appends a queue as it was declared, or as it is by its policy.
    func write(
        _ queue: Queue, isEffective: Bool = false, changed: [String]? = nil, into out: inout ByteBuffer
    ) {
        let settings = isEffective ? queue.settings : queue.settings.withoutPolicy
        let declared = queue.settings.declared.members
        JSONWriter.openObject(into: &out)
        JSONWriter.member("namespace", queue.namespace.name, into: &out)
        JSONWriter.member("name", queue.name, into: &out)
        JSONWriter.member("lease", settings.lease, into: &out)
        JSONWriter.member("ack", ByteView(settings.ack.name), into: &out)
        JSONWriter.member("validate", ByteView(settings.validate.name), into: &out)
        settings.writeDeliveries(into: &out)
        settings.deadLetter.write(for: queue.name, into: &out)
        if !settings.backoff.isEmpty || declared.contains(.backoff) { settings.writeBackoff(into: &out) }
        settings.writeBounds(isChosen: declared.contains(.overflow), into: &out)
        settings.lanes.write(into: &out)
        settings.choosing.write(into: &out)
        queue.settings.writeRuling(whole: isEffective, into: &out)
        JSONWriter.member("declared_at", queue.declaredAt, into: &out)
        out.appendMember("changed", changed)
        JSONWriter.closeObject(into: &out)
    }
}

extension QueueWish {
    private static let known =
        [
            "lease", "ack", "validate", "backoff", "max_deliveries", "dead_letter", "ttl", "expires",
            "max_length", "max_bytes", "overflow",
        ] + LanesWish.known + ChoosingWish.known

    /// Reads a declaration or a merge-patch, where `null` means the default.
    init(reading body: ByteView) throws(Problem) {
        self.init()
        var members = try BodyReader(body, known: Self.known)
        while let member = try members.next() {
            let value = member.value
            if value.isNull, let known = QueueMember(named: member.name.string) { unsaid.insert(known) }
            switch member.name {
            case "lease":
                lease =
                    value.isNull
                    ? QueueSettings.standard.lease
                    : try OptionValue.lease(members.duration("lease", value, atMost: Limits.leaseMax))
            case "ack":
                ack = value.isNull ? QueueSettings.standard.ack : try members.ack(value)
            case "validate":
                validate = value.isNull ? QueueSettings.standard.validate : try members.validation(value)
            case "max_deliveries": maxDeliveries = try Self.deliveries(value, members)
            case "dead_letter":
                deadLetter = value.isNull ? .automatic : try DeadLetter(reading: value, members)
            case "ttl": ttl = value.isNull ? .none : .at(try members.delay("ttl", value))
            case "expires": expires = try Self.expiry(value, members)
            case "max_length":
                lengthMax =
                    value.isNull ? .none : .at(try members.integer(value, in: 1...Limits.queueLengthMax))
            case "max_bytes":
                bytesMax =
                    value.isNull ? .none : .at(try members.integer(value, in: 1...Limits.queueBytesMax))
            case "overflow": overflow = value.isNull ? .reject : try Overflow(reading: value, members)
            case "backoff": backoff = value.isNull ? [] : try Self.backoff(value, members)
            default:
                if try !lanes.read(member, members), try !choosing.read(member, members) {
                    throw members.unknown(member)
                }
            }
        }
    }

    /// A duration that is not zero.
    private static func expiry(
        _ value: JSONValue, _ members: BodyReader
    ) throws(Problem) -> LimitWish<Interval> {
        if value.isNull { return .none }
        let time = try members.delay("expires", value)
        if time > .zero { return .at(time) }
        throw Problem(.outOfRange, "expires is 0; at least 1ms is needed.", fix: "Give 1ms or more.")
    }

    /// A number, or `"unlimited"`.
    private static func deliveries(
        _ value: JSONValue, _ members: BodyReader
    ) throws(Problem) -> LimitWish<Int> {
        if value.isNull { return .at(Limits.deliveriesDefault) }
        if value.isString, try members.contents(value) == "unlimited" { return .none }
        return .at(try members.integer(value, in: 1...Limits.deliveriesMax))
    }

    /// A list of durations, or one alone.
    private static func backoff(_ value: JSONValue, _ members: BodyReader) throws(Problem) -> [Interval] {
        guard value.isArray else { return [try members.delay("backoff", value)] }
        var steps: [Interval] = []
        var elements = try members.array(value)
        while let element = try members.next(of: &elements) {
            guard steps.count < Limits.backoffStepsMax else {
                throw Problem(
                    .outOfRange, "backoff has more than \(Limits.backoffStepsMax) steps.",
                    fix: "Give at most \(Limits.backoffStepsMax); the last one goes on for ever."
                ).with("limit", Limits.backoffStepsMax)
            }
            steps.append(try members.delay("backoff", element))
        }
        return steps
    }
}
