package import Base

/// Something that happened to a shard: the only thing that changes durable state, live and in replay.
///
/// Runs of leases stand beside it in an arena (`[SlotRun]`) that the event points into, so that an event of
/// a thousand messages allocates nothing. The lines of `appended` are not part of it at all.
package enum Event: Equatable, Sendable {
    case shardOpened(ShardOpened)
    case namespaceDeclared(NamespaceDeclared)
    case namespaceDeleted(EntityID)
    case topicDeclared(TopicDeclared)
    case topicChanged(TopicChanged)
    case topicDeleted(EntityID)
    case queueDeclared(QueueDeclared)
    case queueChanged(QueueChanged)
    case queueDeleted(EntityID)
    /// Messages joined a log, or several that share the lines of one block of the command.
    ///
    /// `block` is the index of that block; it means nothing when read from the journal.
    case appended(AppendedHead, block: Int)
    case trimmed(Trimmed)
    case leased(Leased)
    case settled(Settled)
    case purged(Purged)
    case extended(Extended)
    case delayed(Delayed)
    case fellDue(FellDue)
    case moved(Moved)
    case expiring(Expiring)
    case removed(Removed)
    case lanesAdded(LanesAdded)
    case outrun(Outrun)
    case identified(Identified)
    case groupDeclared(GroupDeclared)
    case groupChanged(GroupChanged)
    case groupDeleted(EntityID)
    case memberJoined(MemberJoined)
    case memberLeft(MemberLeft)
    case groupAssigned(GroupAssigned)
    case offsetsCommitted(OffsetsCommitted)
    case offsetsExpired(OffsetsExpired)
    case savedOffsetsChanged(SavedOffsetsChanged)
    case redriveStarted(RedriveStarted)
    case redriveAdvanced(RedriveAdvanced)
    case idempotentResult(IdempotentResult)
    case producerAdvanced(ProducerAdvanced)
    case resultsForgotten(ResultsForgotten)
    // Elsewhere on the heap, so that a large case does not make all events large.
    indirect case scheduleSet(ScheduleSet)
    case scheduleFired(ScheduleFired)
    case schedulePaused(SchedulePaused)
    case schedulesDeleted(SchedulesDeleted)
    case exchangeDeclared(ExchangeDeclared)
    case exchangeChanged(ExchangeChanged)
    case exchangeDeleted(EntityID)
    indirect case bound(Bound)
    case unbound(Unbound)
    indirect case messagePrepared(MessagePrepared)
    case preparedEnded(PreparedEnded)
    case preparedForgotten(PreparedForgotten)
    case policyDeclared(PolicyDeclared)
    case policyChanged(PolicyChanged)
    case policyDeleted(EntityID)
}
