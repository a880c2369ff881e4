internal import Base
internal import LogFormat

extension Queue {
    /// The event that would declare it as it is now.
    var declaration: QueueDeclared {
        QueueDeclared(
            id: id, namespace: namespace, declaredAt: declaredAt, settings: settings, name: name,
            log: first.log)
    }

    /// Freezes the queue and writes what it is without its messages.
    ///
    /// ```
    ///  0 24  what all entities begin with
    /// 24  8  lowest offset that is not settled
    /// 32  8  lowest offset that was never handed out
    /// 40  8  grants so far
    /// 48     a queue_declared event with the settings of now
    /// ```
    func beginSnapshot(into output: inout ByteBuffer) {
        forEachLane { _, lane in lane.slots.freeze() }
        leases.freeze()
        receipts.freeze()
        recognised.freeze()
        let start = output.beginRecord(.queue)
        EntityFields.encode(mark, version: version, into: &output)
        output.append(littleEndian: first.slots.floor)
        output.append(littleEndian: first.slots.next)
        output.append(littleEndian: leases.grantCount)
        Event.queueDeclared(declaration).encode(into: &output, runs: [])
        output.endRecord(start)
        encodeLanes(into: &output)
        encodeRedrives(into: &output)
    }

    /// Says that the queue is complete, and lets go of what was kept.
    func endSnapshot(into output: inout ByteBuffer) {
        let start = output.beginRecord(.queueEnd)
        output.append(id)
        output.endRecord(start)
        abandonSnapshot()
    }

    func abandonSnapshot() {
        forEachLane { _, lane in lane.slots.thaw() }
        leases.thaw()
    }
}

extension Broker {
    mutating func restoreQueue(_ fields: inout FieldReader) throws(FormatError) {
        let entity = try EntityFields(&fields)
        let floor = try fields.next(UInt64.self)
        let next = try fields.next(UInt64.self)
        let grants = try fields.next(UInt64.self)
        guard floor <= next, next <= 1 << 53 else { throw .badField("offset") }
        guard case .queueDeclared(let event) = try fields.declaration() else { throw .badField("event") }
        let queue = Queue(event)
        queue.version = entity.version
        queue.mark = entity.mark
        queue.first.slots.restore(floor: floor, next: next)
        queue.leases.restore(grants: grants)
        guard entities.isPlausible(log: event.log), entities.restore(.queue(queue), at: event.id) else {
            throw .badField("id")
        }
        entities.reserve(entities: 0, logs: event.log.rawValue + 1)
        restoring.queue = queue
    }

    mutating func restoreQueueEnd(_ fields: inout FieldReader) throws(FormatError) {
        guard let queue = restoring.queue, try fields.entity() == queue.id, restoring.slot == 0 else {
            throw .badField("queue")
        }
        queue.leases.finishRestore()
        queue[restoring.lane].slots.restoreDue(restoring.dues)
        queue.followBounds()
        restoring = Restoring()
    }
}
