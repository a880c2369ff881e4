package import Base
internal import LogFormat

extension Broker {
    /// Writes all durable and derived state as lines of text: the same state gives the same bytes.
    ///
    /// For tests and simulations, which compare what replay made with what was there before.
    package func trace(into output: inout ByteBuffer) {
        output.line("shard \(shard) epoch \(epoch) key \(tokenKey?.low ?? 0) \(tokenKey?.high ?? 0)")
        for id in 0..<entities.nextEntity.rawValue {
            switch entities[EntityID(id)] {
            case .vacant: output.line("entity \(id) gone")
            case .namespace(let namespace): trace(namespace, into: &output)
            case .topic(let topic): trace(topic, into: &output)
            case .queue(let queue): trace(queue, into: &output)
            case .group(let group): group.trace { output.line($0) }
            case .exchange(let exchange): exchange.trace { output.line($0) }
            case .policy(let policy): output.line(policy.trace)
            }
        }
        traceProducers(into: &output)
        traceSchedules { output.line($0) }
        tracePrepared(into: &output)
    }

    private func trace(_ namespace: Namespace, into output: inout ByteBuffer) {
        output.line(
            """
            namespace \(namespace.id.rawValue) \(namespace.name) declared \(namespace.declaredAt.milliseconds) \
            topics \(namespace.topics.count) queues \(namespace.queues.count) groups \(namespace.groups.count) \
            exchanges \(namespace.exchanges.count) at \(namespace.mark.last.rawValue)
            """)
    }

    private func trace(_ topic: Topic, into output: inout ByteBuffer) {
        output.line(
            """
            topic \(topic.id.rawValue) \(topic.name) in \(topic.namespace.rawValue) \
            declared \(topic.declaredAt.milliseconds) ack \(topic.settings.ack) \
            validate \(topic.settings.validate)\(topic.settings.retentionTrace) version \(topic.version) \
            at \(topic.mark.last.rawValue)
            """)
        for log in topic.logs { trace(log, into: &output) }
    }

    private func trace(_ queue: Queue, into output: inout ByteBuffer) {
        output.line(
            """
            queue \(queue.id.rawValue) \(queue.name) in \(queue.namespace.rawValue) \
            declared \(queue.declaredAt.milliseconds) lease \(queue.settings.lease.milliseconds) \
            ack \(queue.settings.ack) validate \(queue.settings.validate) \
            \(queue.settings.traceOfRest)version \(queue.version) at \(queue.mark.last.rawValue)
            """)
        queue.forEachLane { number, lane in
            if queue.ownsLogs {
                trace(lane.log, into: &output)
            } else {
                output.line("- lane \(number) over log \(lane.log.rawValue) lost \(lane.lost)")
            }
            lane.slots.trace(into: &output)
        }
        queue.leases.forEach { run, length in
            output.line(
                """
                - run \(run.lane > 0 ? "\(run.lane):" : "")\(run.first)+\(run.count) live \(run.live) length \(length.milliseconds) \
                deadline \(run.deadline.milliseconds) grant \(run.grant) attempt \(run.attempt) \
                intact \(queue.leases.intact(run.attempt, at: .distantPast) != nil)\
                \(queue.leases.consumers.name(run.consumer).map { " by \($0)" } ?? "")
                """)
        }
        queue.recognised.forEach {
            output.line("- recognised \($0.hash) at \($0.place.packed) since \($0.since.milliseconds)")
        }
        queue.receipts.forEach { offset, generation, since in
            output.line("- handed back \(offset) generation \(generation) at \(since.milliseconds)")
        }
        for job in queue.redrives {
            output.line("- redrive \(job.number) \(job.order) to \(job.ends) \(job.progress)")
        }
    }

    private func trace(_ id: LogID, into output: inout ByteBuffer) {
        guard let log = entities.log(id) else { return output.line("- log \(id.rawValue) gone") }
        let partition = log.partition.map { " partition \($0)" } ?? ""
        let start = log.start > .zero ? " start \(log.start.rawValue)" : ""
        output.line(
            """
            - log \(id.rawValue)\(partition)\(start) next \(log.next.rawValue) \
            time \(log.lastTimestamp.milliseconds) at \(log.mark.last.rawValue)
            """)
    }
}

extension SlotTable {
    /// Writes cursors, counts, and neighbouring slots that are alike as one line.
    func trace(into output: inout ByteBuffer) {
        output.line("- slots floor \(floor) next \(next) leased \(leased) ready \(ready)")
        lifetimes.forEach { stretch in
            guard stretch.limit > floor else { return }
            output.line(
                "- lives \(Swift.max(floor, stretch.first)) ..< \(stretch.limit) "
                    + "until \(stretch.end.milliseconds)\(stretch.isFinal ? " at most" : "")")
        }
        if let weights {
            output.line("- bytes \(weights.held)")
            weights.forEach(from: floor) { output.line("-- \($0) has \($1)") }
        }
        if deferred > 0 { output.line("- deferred \(deferred)") }
        if !doomed.isEmpty { output.line("- doomed \(doomed)") }
        for offset in doomed {
            if let reason = reasonByOffset[offset] { output.line("-- \(offset): \(reason)") }
        }
        if ahead + due + waits.count > 0 { output.line("- ahead \(ahead) due \(due) waiting \(waits.count)") }
        var ordinal: UInt64 = 0
        while let found = firstDue(from: ordinal) {
            output.line("- due \(found.entry.offset) before \(found.entry.position)")
            ordinal = found.ordinal + 1
        }
        for page in pages {
            output.line(
                "- page \(page.number) \(page.kind) settled \(page.settled) ready \(page.ready) "
                    + "since \(page.since.milliseconds)\(page.isPurged ? " purged" : "")")
            guard page.hasSlots else {
                output.line("-- acked \(page.generation)")
                continue
            }
            var start = 0
            for index in 1...SlotPage.slotCount {
                let slot = page[start]
                if index < SlotPage.slotCount, page[index].isLike(slot, page.kind) { continue }
                if slot.state != .fresh {
                    let until =
                        page.kind == .live && slot.isWaiting
                        ? " until \(waits.due(of: slot.run).milliseconds)" : ""
                    let doom = page.kind == .live ? slot.doom.map { " \($0)" } ?? "" : ""
                    output.line(
                        "-- \(start)+\(index - start) \(slot.state) \(slot.generation) \(slot.failures)"
                            + until + doom)
                }
                start = index
            }
        }
    }
}

extension Slot {
    /// Whether two messages stand alike, whoever holds them.
    fileprivate func isLike(_ other: Slot, _ kind: SlotPage.Kind) -> Bool {
        state == other.state && generation == other.generation && failures == other.failures && !isWaiting
            && (kind != .live || doom == other.doom)
    }
}

extension QueueSettings {
    /// What differs from the defaults.
    fileprivate var traceOfRest: String {
        var text = backoff.isEmpty ? "" : "backoff \(backoff.map(\.milliseconds)) "
        if maxDeliveries != Self.standard.maxDeliveries {
            text += "deliveries \(maxDeliveries.map(String.init) ?? "unlimited") "
        }
        if let ttl { text += "ttl \(ttl.milliseconds) " }
        if let expires { text += "expires \(expires.milliseconds) " }
        if let lengthMax { text += "length \(lengthMax) " }
        if let bytesMax { text += "bytes \(bytesMax) " }
        if overflow != .reject { text += "overflow \(overflow.name) " }
        if isPaused { text += "paused " }
        if lanes != LaneSettings() { text += "lanes \(lanes) " }
        if choosing != Choosing() { text += "choosing \(choosing) " }
        if deadLetter != .automatic { text += "dead letters \(deadLetter) " }
        if let ruling { text += "\(ruling.trace) " }
        return text
    }
}

extension TopicSettings {
    /// What differs from the defaults of what a topic keeps.
    fileprivate var retentionTrace: String {
        var text = ""
        if let time = retention.time { text += " time \(time.milliseconds)" }
        if let bytes = retention.bytes { text += " bytes \(bytes)" }
        if let count = retention.count { text += " count \(count)" }
        if cleanup != .delete { text += " cleanup \(cleanup)" }
        if tombstoneTime != Self.standard.tombstoneTime {
            text += " tombstones \(tombstoneTime.milliseconds)"
        }
        if let ruling { text += " \(ruling.trace)" }
        return text
    }
}

extension ByteBuffer {
    fileprivate mutating func line(_ text: String) {
        append(text)
        append(UInt8(ascii: "\n"))
    }
}
