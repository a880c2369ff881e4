package import Base
package import LogFormat

extension Broker {
    /// Takes in whole records of a snapshot, in the order they were written, into a broker that knows nothing.
    ///
    /// A kind of record of another release is `unknownKind`. `finishRestore` ends it; then the journal behind
    /// the snapshot's cut is replayed as always.
    package mutating func restore(_ records: ByteView) throws(FormatError) {
        var rest = records
        while !rest.isEmpty {
            let header = try RecordHeader(decoding: rest)
            var fields = FieldReader(rest[RecordHeader.encodedBytes..<header.recordBytes])
            try restore(header.kind, &fields)
            rest = rest.dropping(header.recordBytes)
        }
    }

    /// The table of what each kind of record restores.
    private mutating func restore(
        _ kind: RecordKind, _ fields: inout FieldReader
    ) throws(FormatError) {
        switch kind {
        case .lane, .slots, .lifetimes, .weights, .reasons, .handedBack, .recognised, .queueEnd, .redrive:
            break
        case .shard, .namespace, .topic, .queue, .log, .group, .idempotencyKeys, .producers, .schedules,
            .exchange, .bindings,
            .prepared, .preparedNumbers, .policy:
            dropUnfinishedQueue()
        }
        switch kind {
        case .shard: try restoreShard(&fields)
        case .namespace: try restoreNamespace(&fields)
        case .topic: try restoreTopic(&fields)
        case .queue: try restoreQueue(&fields)
        case .lane: try restoreLane(&fields)
        case .slots: try restoreSlots(&fields)
        case .handedBack: try restoreHandedBack(&fields)
        case .lifetimes: try restoreLifetimes(&fields)
        case .weights: try restoreWeights(&fields)
        case .reasons: try restoreReasons(&fields)
        case .recognised: try restoreRecognised(&fields)
        case .queueEnd: try restoreQueueEnd(&fields)
        case .redrive: try restoreRedrive(&fields)
        case .log: try restoreLog(&fields)
        case .group: try restoreGroup(&fields)
        case .idempotencyKeys: try restoreIdempotencyKeys(&fields)
        case .producers: try restoreProducers(&fields)
        case .schedules: try restoreSchedules(&fields)
        case .exchange: try restoreExchange(&fields)
        case .bindings: try restoreBindings(&fields)
        case .prepared: try restorePrepared(&fields)
        case .preparedNumbers: try restorePreparedNumbers(&fields)
        case .policy: try restorePolicy(&fields)
        }
        try fields.end()
    }

    private mutating func restoreShard(_ fields: inout FieldReader) throws(FormatError) {
        epoch = try fields.next(UInt32.self)
        let (ids, logs) = (try fields.next(UInt32.self), try fields.next(UInt32.self))
        try fields.zero(UInt32.self)
        // One command declares one entity at most, besides the namespace that is there from the start.
        let commands = try fields.next(UInt64.self)
        guard UInt64(ids) <= commands &+ 1, UInt64(logs) / UInt64(Limits.partitionsMax) <= commands else {
            throw .badField("ids")
        }
        entities.reserve(entities: ids, logs: logs)
        var tagged = try fields.tagged()
        guard !tagged.isAtEnd else { return }
        let key = try tagged.tag()
        guard key.tag == 1, key.bytes.count == 16, tagged.isAtEnd else { throw .badField("tag") }
        tokenKey = SipHash.Key(
            low: key.bytes.load(0, as: UInt64.self), high: key.bytes.load(8, as: UInt64.self))
    }

    /// A queue that was deleted while it was visited is known in part only; replay passes over its events.
    private mutating func dropUnfinishedQueue() {
        if let queue = restoring.queue { entities.remove(queue.id) }
        restoring = Restoring()
    }

    /// Derives what records do not tell: who has which name, and when leases end.
    package mutating func finishRestore() {
        dropUnfinishedQueue()
        producers.finishRestore()
        for id in 0..<entities.nextEntity.rawValue {
            switch entities[EntityID(id)] {
            case .vacant: break
            case .namespace(let namespace): namespaces.claim(namespace.name, for: id)
            case .topic(let topic):
                entities.namespace(topic.namespace)?.topics.claim(topic.name, for: id)
                entities.namespace(topic.namespace)?.topicIDs.insert(topic.id)
            case .group(let group):
                entities.namespace(group.namespace)?.groups.claim(group.name, for: id)
                entities.namespace(group.namespace)?.groupIDs.insert(group.id)
            case .exchange(let exchange):
                entities.namespace(exchange.namespace)?.exchanges.claim(exchange.name, for: id)
                entities.namespace(exchange.namespace)?.exchangeIDs.insert(exchange.id)
            case .policy(let policy):
                entities.namespace(policy.namespace)?.policies.claim(policy.name, for: id)
                entities.namespace(policy.namespace)?.policyLine.set(policy.ranked)
            case .queue(let queue):
                entities.namespace(queue.namespace)?.queues.claim(queue.name, for: id)
                noteReader(queue)
                arm(queue)
                noteDoomed(queue)
                noteGroups(queue)
                noteRedrives(queue)
                dooms += 1
            }
        }
        for case let schedule? in schedules.slots { claimName(of: schedule) }
    }
}

/// What the records of all named entities begin with.
///
/// ```
///  0  8  record header
///  8  8  sequence of its last event
/// 16  4  how often it was changed
/// 20  4  length of the tagged fields: none yet
/// ```
struct EntityFields {
    let mark: EventMark
    let version: UInt32

    init(_ fields: inout FieldReader) throws(FormatError) {
        mark = EventMark(restored: JournalSequence(try fields.next(UInt64.self)))
        version = try fields.next(UInt32.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
    }

    static func encode(_ mark: EventMark, version: UInt32, into output: inout ByteBuffer) {
        output.append(littleEndian: mark.last.rawValue)
        output.append(littleEndian: version)
        output.appendNoTagged()
    }
}

extension FieldReader {
    /// The declaration that a record ends with.
    mutating func declaration() throws(FormatError) -> Event? {
        let bytes = try rest()
        let header = try EventHeader(decoding: bytes)
        guard header.eventBytes == bytes.count else { throw .badField("length") }
        var runs: [SlotRun] = []
        return try Event.decode(header, bytes, runs: &runs)
    }
}
