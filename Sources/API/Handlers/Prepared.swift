internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import LogFormat
internal import Node
internal import Reactor

/// Messages that wait, seen by nobody, until they are committed or rolled back.
extension Interface {
    /// Keeps a message for a topic that was composed from a publish.
    func prepare(
        _ suffix: ByteView, _ call: Call, _ wish: PublishWish, for time: Interval,
        _ repeating: RepeatWish?, in topic: Topic
    ) async throws(Problem) {
        let receipt: Gated<PreparedReceipt>
        do throws(Refused) {
            receipt = try await topic.prepare(
                suffix, partition: wish.partition, for: time, identity: repeating?.identity(of: topic.id))
        } catch { throw Problem(error) }
        answer(call, receipt, topic.namespace)
    }

    /// The same for a queue.
    func prepare(
        _ suffix: ByteView, _ call: Call, _ wish: PublishWish, for time: Interval,
        _ repeating: RepeatWish?, in queue: Queue
    ) async throws(Problem) {
        let receipt: Gated<PreparedReceipt>
        do throws(Refused) {
            receipt = try await queue.prepare(
                suffix, wish.traits, for: time, identity: repeating?.identity(of: queue.id))
        } catch { throw Problem(error) }
        answer(call, receipt, queue.namespace)
    }

    private func answer(_ call: Call, _ receipt: Gated<PreparedReceipt>, _ namespace: Namespace) {
        let number = receipt.value.number
        call.exchange.answerJSON(
            .accepted, gate: receipt.gate,
            fields: { fields in
                fields.noStore()
                fields.append("Location: \(namespace.path)/transactions/\(number)\r\n")
                if receipt.value.isRepeated { fields.append("Idempotency-Replayed: true\r\n") }
            }
        ) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.member("transaction", "\(number)", into: &out)
            if let deadline = receipt.value.deadline {
                JSONWriter.member("deadline", deadline, into: &out)
            }
            JSONWriter.closeObject(into: &out)
        }
    }

    // MARK: what waits

    func runPrepared(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        switch call.operation {
        case .listPrepared: try listPrepared(call, options)
        case .getPrepared: try showPrepared(call)
        case .commitPrepared: try await commitPrepared(call)
        default: try await rollBackPrepared(call)
        }
    }

    private func listPrepared(_ call: Call, _ options: borrowing OptionReader) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let max = try options.integer(.max, in: 1...Limits.preparedListMax) ?? Limits.preparedListMax
        let from = try options.integer(.from, in: 0...Limits.offsetMax) ?? 0
        let found = namespace.prepared(from: UInt64(from), max: max)
        let next = found.value.next.map { "\($0)" }
        answerList(call, "transactions", found.value.list, gate: found.gate, next: next) { $1.append($0) }
    }

    private func showPrepared(_ call: Call) throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let number = try preparedNumber(call)
        let look: Gated<PreparedLook>
        do throws(Refused) { look = try namespace.prepared(number) } catch { throw Problem(error) }
        call.exchange.answerJSON(gate: look.gate) { $0.append(look.value) }
    }

    private func commitPrepared(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let number = try preparedNumber(call)
        try await readNothing(call)
        let look: Gated<PreparedLook>
        do throws(Refused) { look = try await namespace.commitPrepared(number) } catch {
            throw Problem(error)
        }
        call.exchange.answerJSON(gate: look.gate) { $0.append(look.value) }
    }

    private func rollBackPrepared(_ call: Call) async throws(Problem) {
        try call.acceptJSON()
        let namespace = try namespace(call)
        let number = try preparedNumber(call)
        try await readNothing(call)
        let look: Gated<PreparedLook>
        do throws(Refused) { look = try namespace.rollBackPrepared(number) } catch { throw Problem(error) }
        call.exchange.answerJSON(gate: look.gate) { $0.append(look.value) }
    }

    private func readNothing(_ call: Call) async throws(Problem) {
        var members = try BodyReader(try await call.exchange.readControlBody(), known: [])
        if let member = try members.next() { throw members.unknown(member) }
    }

    private func preparedNumber(_ call: Call) throws(Problem) -> UInt64 {
        let text = call.path[call.parameters.first]
        var number: UInt64 = 0
        guard (1...16).contains(text.count) else { throw Problem(BrokerError.noTransaction) }
        for index in 0..<text.count {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { throw Problem(BrokerError.noTransaction) }
            number = number * 10 + UInt64(digit)
        }
        return number
    }
}

extension OptionReader {
    /// How long the message may wait, if it is only to be prepared.
    func preparing() throws(Problem) -> Interval? {
        let time = try duration(.deadline, atMost: Limits.preparedTimeMax)
        guard try boolean(.prepare) else {
            guard time == nil else {
                throw Problem(
                    .invalidOption, "deadline is given, but nothing is prepared.",
                    fix: "Give prepare=true as well.")
            }
            return nil
        }
        guard !has(.expectedOffset), !has(.expectedKeyOffset) else {
            throw Problem(
                .invalidOption, "What is prepared cannot expect anything of its place.",
                fix: "Leave expected_offset and expected_key_offset out, or POST a transaction.")
        }
        guard let time else { return Limits.preparedTime }
        guard time > .zero else {
            throw Problem(.outOfRange, "deadline must be above zero.", fix: "Give 1s or more.")
        }
        return time
    }
}

extension ByteBuffer {
    /// A prepared message as it is.
    fileprivate mutating func append(_ look: PreparedLook) {
        let status = look.status
        JSONWriter.openObject(into: &self)
        JSONWriter.member("transaction", "\(status.number)", into: &self)
        JSONWriter.member("state", ByteView(status.word), into: &self)
        switch look.target {
        case .topic(let topic): JSONWriter.member("topic", topic.name, into: &self)
        case .queue(let queue): JSONWriter.member("queue", queue.name, into: &self)
        case nil: break
        }
        JSONWriter.member("prepared_at", status.preparedAt, into: &self)
        JSONWriter.member("deadline", status.deadline, into: &self)
        if let end = status.end {
            JSONWriter.member("ended_at", end.endedAt, into: &self)
            if end.outcome == .committed { append(end, look.target) }
        } else {
            JSONWriter.member("bytes", status.bytes, into: &self)
        }
        JSONWriter.closeObject(into: &self)
    }

    private mutating func append(_ end: PreparedEnded, _ target: PreparedLook.Target?) {
        switch target {
        case .queue(let queue): appendPlace(end.offset, lane: Int(end.partition), of: queue)
        case .topic:
            JSONWriter.member("partition", Int(end.partition), into: &self)
            JSONWriter.member("offset", end.offset.rawValue, into: &self)
        case nil: break
        }
    }
}

extension PreparedStatus {
    /// The word for how it is.
    fileprivate var word: StaticString {
        switch end?.outcome {
        case nil: "prepared"
        case .committed: "committed"
        case .rolledBack: "rolled_back"
        case .expired: "expired"
        }
    }
}
