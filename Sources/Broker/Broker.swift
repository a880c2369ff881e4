package import Base
package import LogFormat

/// The state machine of one shard: decides commands, evolves by events; no clock, no thread, no file.
///
/// Whoever holds the shard's lock calls it, in this order: `decide` (or `tick`), write the events down,
/// `evolve` each with the sequence of the command's last frame, `note` the decision. Replay calls `evolve` alone.
package struct Broker: ~Copyable {
    package let shard: UInt32
    /// Counts the processes that took up the shard; 0 before the first.
    package internal(set) var epoch: UInt32 = 0
    /// Key of the shard's lease tokens, once the shard was opened.
    package internal(set) var tokenKey: SipHash.Key?

    var entities = EntityTable()
    var namespaces = NameTable()
    /// Volatile.
    var parked = ParkedReceivers()
    /// When each queue has a lease to end, at the earliest; derived.
    var timers = DeadlineHeap()
    /// Queues with messages that are to be moved, ascending; derived.
    var doomedQueues: [UInt32] = []
    /// Queues with a redrive that runs, ascending; derived.
    var redrivingQueues: [UInt32] = []
    /// Queues that mind to which groups messages belong, ascending; derived.
    var groupedQueues: [UInt32] = []
    /// Grows whenever more messages are to be moved; volatile.
    package var dooms: UInt64 = 0
    var keys: IdempotencyKeys
    var producers: Producers
    var schedules = Schedules()
    /// Messages that wait to be committed.
    var prepared = PreparedTable()
    /// While a snapshot is restored.
    var restoring = Restoring()

    /// Knows nothing yet; `repeats` bounds what it remembers of publishes that may come again.
    package init(shard: UInt32, repeats: RepeatBounds = RepeatBounds()) {
        self.shard = shard
        keys = IdempotencyKeys(bounds: repeats)
        producers = Producers(bounds: repeats)
    }

    /// Yields what `command` means at `now`, into an emptied `decision`; changes nothing.
    package borrowing func decide(_ command: Command, now: Instant, into decision: inout Decision) {
        decision.clear()
        switch command {
        case .openShard(let key): decideOpen(tokenKey: key, now: now, &decision)
        case .declareNamespace(let name, let createOnly):
            decideDeclareNamespace(name, createOnly: createOnly, now: now, &decision)
        case .deleteNamespace(let id): decideDeleteNamespace(id, &decision)
        case .declareTopic(let namespace, let name, let wish, let createOnly):
            decideDeclareTopic(in: namespace, name, wish, createOnly: createOnly, now: now, &decision)
        case .changeTopic(let id, let wish): decideChangeTopic(id, wish, &decision)
        case .deleteTopic(let id): decideDeleteTopic(id, &decision)
        case .declareQueue(let namespace, let name, let wish, let createOnly):
            decideDeclareQueue(in: namespace, name, wish, createOnly: createOnly, now: now, &decision)
        case .changeQueue(let id, let wish): decideChangeQueue(id, wish, now: now, &decision)
        case .deleteQueue(let id): decideDeleteQueue(id, &decision)
        case .deleteEmptyQueue(let id): decideDeleteEmptyQueue(id, &decision)
        case .pauseQueue(let id, let isPaused):
            decidePauseQueue(id, isPaused: isPaused, now: now, &decision)
        case .purge(let id): decidePurge(id, now: now, &decision)
        case .trim(let orders): decideTrim(orders, now: now, &decision)
        case .append(let append): decideAppend(append, now: now, &decision)
        case .fan(let fan): decideFan(fan, now: now, &decision)
        case .receive(let receive): decideReceive(receive, now: now, &decision)
        case .settle(let settle): decideSettle(settle, now: now, &decision)
        case .move(let move): decideMove(move, now: now, &decision)
        case .prepare(let prepare): decidePrepare(prepare, now: now, &decision)
        case .endPrepared(let end): decideEndPrepared(end, now: now, &decision)
        case .transaction(let transaction): decideTransaction(transaction, now: now, &decision)
        case .remove(let remove): decideRemove(remove, now: now, &decision)
        case .relocate(let relocate): decideRelocate(relocate, now: now, &decision)
        case .startRedrive(let queue, let order): decideStartRedrive(queue, order, now: now, &decision)
        case .cancelRedrive(let queue, let number): decideCancelRedrive(queue, number, now: now, &decision)
        case .declareGroup, .changeGroup, .deleteGroup, .pauseGroup, .poll, .joinMember, .heartbeat,
            .leaveGroup, .commitOffsets, .resetOffsets, .saveOffsets, .dropSavedOffsets:
            decideOfGroup(command, now: now, &decision)
        case .setSchedule, .pauseSchedule, .deleteSchedule, .fire:
            decideOfSchedule(command, now: now, &decision)
        case .endSession(let queue, let consumer): decideEndSession(consumer, of: queue, &decision)
        case .declareExchange, .changeExchange, .deleteExchange, .bind, .unbind:
            decideOfExchange(command, now: now, &decision)
        case .declarePolicy, .deletePolicy: decideOfPolicy(command, now: now, &decision)
        case .cancelWait(let waiter): decideCancelWait(waiter, now: now, &decision)
        }
    }

    /// Takes in what happened; `runs` is the arena that the event points into.
    ///
    /// The only place where durable state changes, live and in replay. What an entity has seen already is skipped.
    package mutating func evolve(_ event: borrowing Event, runs: [SlotRun], at sequence: JournalSequence) {
        switch event {
        case .shardOpened(let event): evolve(event, at: sequence)
        case .namespaceDeclared(let event): evolve(event, at: sequence)
        case .namespaceDeleted(let id): evolveNamespaceDeleted(id)
        case .topicDeclared(let event): evolve(event, at: sequence)
        case .topicChanged(let event): evolve(event, at: sequence)
        case .topicDeleted(let id): evolveTopicDeleted(id)
        case .queueDeclared(let event): evolve(event, at: sequence)
        case .queueChanged(let event): evolve(event, at: sequence)
        case .queueDeleted(let id): evolveQueueDeleted(id)
        case .appended(let head, block: _): evolve(head, at: sequence)
        case .trimmed(let event): evolve(event, at: sequence)
        case .leased(let event): evolve(event, runs, at: sequence)
        case .settled(let event): evolve(event, runs, at: sequence)
        case .purged(let event): evolve(event, at: sequence)
        case .extended(let event): evolve(event, runs, at: sequence)
        case .delayed(let event): evolve(event, at: sequence)
        case .fellDue(let event): evolve(event, at: sequence)
        case .moved(let event): evolve(event, runs, at: sequence)
        case .expiring(let event): evolve(event, at: sequence)
        case .removed(let event): evolve(event, at: sequence)
        case .weighed(let event): evolve(event, at: sequence)
        case .blamed(let event): evolve(event, at: sequence)
        case .lanesAdded(let event): evolve(event, at: sequence)
        case .outrun(let event): evolve(event, at: sequence)
        case .identified(let event): evolve(event, at: sequence)
        case .redriveStarted(let event): evolve(event, at: sequence)
        case .redriveAdvanced(let event): evolve(event, at: sequence)
        case .groupDeclared(let event): evolve(event, at: sequence)
        case .groupChanged(let event): evolve(event, at: sequence)
        case .groupDeleted(let id): evolveGroupDeleted(id)
        case .memberJoined(let event): evolve(event, at: sequence)
        case .memberLeft(let event): evolve(event, at: sequence)
        case .groupAssigned(let event): evolve(event, at: sequence)
        case .offsetsCommitted(let event): evolve(event, at: sequence)
        case .offsetsExpired(let event): evolve(event, at: sequence)
        case .savedOffsetsChanged(let event): evolve(event, at: sequence)
        case .idempotentResult(let event): evolve(event, at: sequence)
        case .producerAdvanced(let event): evolve(event, at: sequence)
        case .resultsForgotten(let event): evolve(event, at: sequence)
        case .scheduleSet(let event): evolve(event, at: sequence)
        case .scheduleFired(let event): evolve(event, at: sequence)
        case .schedulePaused(let event): evolve(event, at: sequence)
        case .schedulesDeleted(let event): evolve(event)
        case .exchangeDeclared(let event): evolve(event, at: sequence)
        case .exchangeChanged(let event): evolve(event, at: sequence)
        case .exchangeDeleted(let id): evolveExchangeDeleted(id)
        case .bound(let event): evolve(event, at: sequence)
        case .unbound(let event): evolve(event)
        case .messagePrepared(let event): evolve(event, at: sequence)
        case .preparedEnded(let event): evolve(event, at: sequence)
        case .preparedForgotten(let event): evolve(event, at: sequence)
        case .policyDeclared(let event): evolve(event, at: sequence)
        case .policyChanged(let event): evolve(event, at: sequence)
        case .policyDeleted(let id): evolvePolicyDeleted(id)
        }
    }

    /// Takes in what a decision means for parked receivers and members of groups, after its events.
    package mutating func note(_ decision: borrowing Decision) {
        for grant in decision.grants { unpark(grant.waiter) }
        if let leaving = decision.leaving { unpark(leaving) }
        for used in decision.used { noteUse(of: used.queue, at: used.at) }
        if let hearing = decision.hearing { note(hearing) }
        if let receiver = decision.parking, let queue = entities.queue(receiver.queue) {
            parked.park(receiver, in: &queue.line)
            if queue.settings.choosing.isSingleActive { arm(queue) }
        }
        for activation in decision.activations { note(activation) }
    }

    /// Takes in what happened to the process.
    package mutating func note(_ note: Note) {
        switch note {
        case .resumed(let now):
            for id in 0..<entities.nextEntity.rawValue {
                switch entities[EntityID(id)] {
                case .queue(let queue):
                    queue.leases.resume(at: now)
                    queue.lastUsed = Swift.max(queue.lastUsed, now)
                    resumeActive(of: queue, at: now)
                    timers.remove(id)
                    arm(queue)
                case .group(let group): resume(group, at: now, forgets: false)
                case .vacant, .namespace, .topic, .exchange, .policy: break
                }
            }
        }
    }

    private mutating func unpark(_ waiter: WaiterID) {
        guard let receiver = parked.find(waiter), let queue = entities.queue(receiver.queue) else { return }
        parked.remove(waiter, from: &queue.line)
    }

    /// When `tick` has something to do at the earliest; it may then find that nothing is due yet.
    package var nextDeadline: Instant? {
        .earlier(
            .earlier(timers.first?.at, prepared.deadline),
            .earlier(forgettingDeadline, scheduleForgettingDeadline))
    }

    /// Receivers that wait, over all queues.
    package var parkedCount: Int { parked.count }

    /// How full a queue is; nil when there is none.
    package func counts(of queue: EntityID) -> QueueCounts? {
        entities.queue(queue).map { counts(of: $0) }
    }

    /// How often a topic, queue, group or exchange was changed since it was declared; nil when there is none.
    package func version(of id: EntityID) -> UInt32? {
        switch entities[id] {
        case .topic(let topic): topic.version
        case .queue(let queue): queue.version
        case .group(let group): group.version
        case .exchange(let exchange): exchange.version
        case .policy(let policy): policy.version
        case .vacant, .namespace: nil
        }
    }
}
