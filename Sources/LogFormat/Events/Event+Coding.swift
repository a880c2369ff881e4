package import Base

extension Event {
    /// Reads the event whose header was read at the start of `bytes`; its runs join the arena.
    ///
    /// A `continued` event says nothing to the broker and gives nil.
    package static func decode(
        _ header: EventHeader, _ bytes: ByteView, runs arena: inout [SlotRun]
    ) throws(FormatError) -> Event? {
        var fields = FieldReader(header, of: bytes)
        switch header.kind {
        case .appended:
            return .appended(AppendedHead(try AppendedView(header: header, bytes: bytes)), block: 0)
        case .continued: return nil
        default: if header.flags != 0 { throw .badField("flags") }
        }
        return switch header.kind {
        case .shardOpened: .shardOpened(try ShardOpened(&fields))
        case .namespaceDeclared: .namespaceDeclared(try NamespaceDeclared(&fields))
        case .namespaceDeleted: .namespaceDeleted(try deleted(&fields))
        case .topicDeclared: .topicDeclared(try TopicDeclared(&fields))
        case .topicChanged: .topicChanged(try TopicChanged(&fields))
        case .topicDeleted: .topicDeleted(try deleted(&fields))
        case .queueDeclared: .queueDeclared(try QueueDeclared(&fields))
        case .queueChanged: .queueChanged(try QueueChanged(&fields))
        case .queueDeleted: .queueDeleted(try deleted(&fields))
        case .trimmed: .trimmed(try Trimmed(&fields))
        case .leased: .leased(try Leased(&fields, into: &arena))
        case .settled: .settled(try Settled(&fields, into: &arena))
        case .purged: .purged(try Purged(&fields))
        case .extended: .extended(try Extended(&fields, into: &arena))
        case .delayed: .delayed(try Delayed(&fields))
        case .fellDue: .fellDue(try FellDue(&fields))
        case .moved: .moved(try Moved(&fields, into: &arena))
        case .expiring: .expiring(try Expiring(&fields))
        case .removed: .removed(try Removed(&fields))
        case .weighed: .weighed(try Weighed(&fields))
        case .blamed: .blamed(try Blamed(&fields))
        case .lanesAdded: .lanesAdded(try LanesAdded(&fields))
        case .outrun: .outrun(try Outrun(&fields))
        case .identified: .identified(try Identified(&fields))
        case .groupDeclared, .groupChanged, .groupDeleted, .memberJoined, .memberLeft, .groupAssigned,
            .offsetsCommitted, .offsetsExpired, .savedOffsetsChanged:
            try decodeGroup(header.kind, &fields)
        case .redriveStarted: .redriveStarted(try RedriveStarted(&fields))
        case .redriveAdvanced: .redriveAdvanced(try RedriveAdvanced(&fields))
        case .idempotentResult: .idempotentResult(try whole(&fields))
        case .producerAdvanced: .producerAdvanced(try ProducerAdvanced(&fields))
        case .resultsForgotten: .resultsForgotten(try ResultsForgotten(&fields))
        case .scheduleSet, .scheduleFired, .schedulePaused, .schedulesDeleted:
            try decodeSchedule(header.kind, &fields)
        case .exchangeDeclared: .exchangeDeclared(try ExchangeDeclared(&fields))
        case .exchangeChanged: .exchangeChanged(try ExchangeChanged(&fields))
        case .exchangeDeleted: .exchangeDeleted(try deleted(&fields))
        case .bound: .bound(try Bound(&fields))
        case .unbound: .unbound(try Unbound(&fields))
        case .messagePrepared: .messagePrepared(try prepared(&fields))
        case .preparedEnded: .preparedEnded(try ended(&fields))
        case .preparedForgotten: .preparedForgotten(try PreparedForgotten(&fields))
        case .policyDeclared: .policyDeclared(try PolicyDeclared(&fields))
        case .policyChanged: .policyChanged(try PolicyChanged(&fields))
        case .policyDeleted: .policyDeleted(try deleted(&fields))
        case .appended, .continued: nil
        }
    }

    private static func decodeGroup(
        _ kind: EventKind, _ fields: inout FieldReader
    ) throws(FormatError) -> Event {
        switch kind {
        case .groupDeclared: .groupDeclared(try GroupDeclared(&fields))
        case .groupChanged: .groupChanged(try GroupChanged(&fields))
        case .groupDeleted: .groupDeleted(try deleted(&fields))
        case .memberJoined: .memberJoined(try MemberJoined(&fields))
        case .memberLeft: .memberLeft(try MemberLeft(&fields))
        case .groupAssigned: .groupAssigned(try GroupAssigned(&fields))
        case .offsetsCommitted: .offsetsCommitted(try OffsetsCommitted(&fields))
        case .offsetsExpired: .offsetsExpired(try OffsetsExpired(&fields))
        default: .savedOffsetsChanged(try SavedOffsetsChanged(&fields))
        }
    }

    private static func decodeSchedule(
        _ kind: EventKind, _ fields: inout FieldReader
    ) throws(FormatError) -> Event {
        switch kind {
        case .scheduleSet: .scheduleSet(try ScheduleSet(&fields))
        case .scheduleFired: .scheduleFired(try ScheduleFired(&fields))
        case .schedulePaused: .schedulePaused(try SchedulePaused(&fields))
        default: .schedulesDeleted(try SchedulesDeleted(&fields))
        }
    }

    /// Writes the event; an `appended` one must be written with its lines, by `AppendedHead.encode`.
    package func encode(into output: inout ByteBuffer, runs arena: [SlotRun]) {
        switch self {
        case .shardOpened(let event): event.encode(into: &output)
        case .namespaceDeclared(let event): event.encode(into: &output)
        case .namespaceDeleted(let id): Self.encode(.namespaceDeleted, id, into: &output)
        case .topicDeclared(let event): event.encode(into: &output)
        case .topicChanged(let event): event.encode(into: &output)
        case .topicDeleted(let id): Self.encode(.topicDeleted, id, into: &output)
        case .queueDeclared(let event): event.encode(into: &output)
        case .queueChanged(let event): event.encode(into: &output)
        case .queueDeleted(let id): Self.encode(.queueDeleted, id, into: &output)
        case .appended: preconditionFailure("an appended event is written with its lines")
        case .trimmed(let event): event.encode(into: &output)
        case .leased(let event): event.encode(into: &output, runs: arena)
        case .settled(let event): event.encode(into: &output, runs: arena)
        case .purged(let event): event.encode(into: &output)
        case .extended(let event): event.encode(into: &output, runs: arena)
        case .delayed(let event): event.encode(into: &output)
        case .fellDue(let event): event.encode(into: &output)
        case .moved(let event): event.encode(into: &output, runs: arena)
        case .expiring(let event): event.encode(into: &output)
        case .removed(let event): event.encode(into: &output)
        case .weighed(let event): event.encode(into: &output)
        case .blamed(let event): event.encode(into: &output)
        case .lanesAdded(let event): event.encode(into: &output)
        case .outrun(let event): event.encode(into: &output)
        case .identified(let event): event.encode(into: &output)
        case .groupDeclared(let event): event.encode(into: &output)
        case .groupChanged(let event): event.encode(into: &output)
        case .groupDeleted(let id): Self.encode(.groupDeleted, id, into: &output)
        case .memberJoined(let event): event.encode(into: &output)
        case .memberLeft(let event): event.encode(into: &output)
        case .groupAssigned(let event): event.encode(into: &output)
        case .offsetsCommitted(let event): event.encode(into: &output)
        case .offsetsExpired(let event): event.encode(into: &output)
        case .savedOffsetsChanged(let event): event.encode(into: &output)
        case .redriveStarted(let event): event.encode(into: &output)
        case .redriveAdvanced(let event): event.encode(into: &output)
        case .idempotentResult(let event): event.encode(into: &output)
        case .producerAdvanced(let event): event.encode(into: &output)
        case .resultsForgotten(let event): event.encode(into: &output)
        case .scheduleSet(let event): event.encode(into: &output)
        case .scheduleFired(let event): event.encode(into: &output)
        case .schedulePaused(let event): event.encode(into: &output)
        case .schedulesDeleted(let event): event.encode(into: &output)
        case .exchangeDeclared(let event): event.encode(into: &output)
        case .exchangeChanged(let event): event.encode(into: &output)
        case .exchangeDeleted(let id): Self.encode(.exchangeDeleted, id, into: &output)
        case .bound(let event): event.encode(into: &output)
        case .unbound(let event): event.encode(into: &output)
        case .messagePrepared(let event): event.encode(into: &output)
        case .preparedEnded(let event): event.encode(into: &output)
        case .preparedForgotten(let event): event.encode(into: &output)
        case .policyDeclared(let event): event.encode(into: &output)
        case .policyChanged(let event): event.encode(into: &output)
        case .policyDeleted(let id): Self.encode(.policyDeleted, id, into: &output)
        }
    }

    /// A bound of the bytes that `encode` writes, for making room before.
    package var encodedBytesMax: Int {
        let listBytes =
            switch self {
            case .leased(let event): SlotRun.encodedBytes * event.runs.count
            case .settled(let event): SlotRun.encodedBytes * event.runs.count + event.listBytes
            case .extended(let event): SlotRun.encodedBytes * event.runs.count
            case .moved(let event): SlotRun.encodedBytes * event.runs.count
            case .removed(let event): Removed.stretchBytes * event.stretches.count
            case .purged(let event): 8 * event.others.count
            case .weighed(let event): 4 * event.sizes.count
            case .lanesAdded(let event): LanesAdded.laneBytes * event.lanes.count
            case .outrun(let event): 8 * event.cuts.count
            case .fellDue(let event): FellDue.stretchBytes * event.stretches.count
            case .identified(let event): Identified.messageBytes * event.messages.count
            case .topicDeclared(let event): event.settings.taggedBytes
            case .topicChanged(let event): event.settings.taggedBytes
            case .policyDeclared(let event): event.settings.encodedBytesMax
            case .policyChanged(let event): event.settings.encodedBytesMax
            case .queueDeclared(let event): event.settings.taggedBytes
            case .queueChanged(let event): event.settings.taggedBytes
            case .redriveStarted(let event): event.listBytes
            case .redriveAdvanced(let event): 8 * event.progress.watched.count
            case .idempotentResult(let event): event.result.listBytes
            case .producerAdvanced(let event): event.result.listBytes + event.forgottenBytes
            case .groupDeclared(let event): event.settings.taggedBytes
            case .groupChanged(let event): event.settings.taggedBytes
            case .memberJoined(let event): event.topics.encodedBytes
            case .groupAssigned(let event): Ownership.encodedBytes * event.changes.count
            case .offsetsCommitted(let event): event.offsetBytes
            case .offsetsExpired(let event): 4 * event.logs.count
            case .scheduleSet(let event): event.settings.encodedBytesMax
            case .schedulesDeleted(let event): event.listBytes
            case .exchangeDeclared, .exchangeChanged: 8 + Limits.nameBytesMax
            case .bound(let event): event.binding.textBytes
            case .messagePrepared(let event): event.line.count
            default: 0
            }
        return 128 + 4 * Limits.partitionsMax + Limits.nameBytesMax + Limits.consumerBytesMax
            + listBytes
    }

    /// A message that was prepared just now has a line.
    private static func prepared(_ fields: inout FieldReader) throws(FormatError) -> MessagePrepared {
        let event = try MessagePrepared(&fields)
        if event.line.isEmpty { throw .badField("line") }
        return event
    }

    private static func ended(_ fields: inout FieldReader) throws(FormatError) -> PreparedEnded {
        let event = try PreparedEnded(&fields)
        try fields.end()
        return event
    }

    private static func whole(_ fields: inout FieldReader) throws(FormatError) -> IdempotentResult {
        let event = try IdempotentResult(&fields)
        try fields.end()
        return event
    }

    /// A deletion: event header, id u32, length of the tagged fields u32: none yet.
    private static func deleted(_ fields: inout FieldReader) throws(FormatError) -> EntityID {
        let id = try fields.entity()
        try fields.noTagged()
        return id
    }

    private static func encode(_ kind: EventKind, _ id: EntityID, into output: inout ByteBuffer) {
        let start = output.beginEvent(kind)
        output.append(id)
        output.appendNoTagged()
        output.endEvent(start)
    }
}

extension AppendedHead {
    /// What an event in memory says, without its lines.
    package init(_ view: AppendedView) {
        self.init(
            count: view.count, timestamp: view.timestamp, destination: view.destination(0),
            others: view.destinationCount == 1 ? [] : (1..<view.destinationCount).map(view.destination),
            goesOn: view.goesOn)
    }
}
