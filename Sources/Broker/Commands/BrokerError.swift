package import Base
package import LogFormat

/// Why the broker, or the node around it, refuses.
///
/// The broker itself refuses before it emits anything; those marked "node" never come from `decide`.
package enum BrokerError: Error, Equatable, Sendable {
    /// Node: nothing has this name.
    case notFound(EntityKind, String)
    /// A create-only declaration met one that is there.
    case exists(EntityKind, String)
    /// A declaration differs in members that cannot change; their names.
    case immutable([String])
    /// Partitions only grow.
    case fewerPartitions(current: Int, wished: Int)
    /// Two members of a declaration exclude each other.
    case excludes(String, String)
    /// The topic is compacted, hence no queue can read it.
    case sourceCompacted(String)
    /// These queues read the topic.
    case isSource(queues: [String])
    /// The queue hands out what this topic gets, and gets nothing itself.
    case hasSource(String)
    /// The message's priority is none of the queue's, which are so many.
    case badPriority(count: Int)
    /// What an id named is gone, or changed since it was looked up: look it up again and redo.
    case stale
    /// Not a name: see `NameText`.
    case badName
    /// The topic has no such partition, but this many.
    case badPartition(count: Int)
    /// The partition's next offset is not the expected one.
    case expectedOffset(actual: Offset)
    /// Node: the latest messages of some keys are not the expected ones.
    case expectedKeyOffset([KeyMismatch])
    /// Node: what is known of keys is still being read back from the disk.
    case keysLoading
    /// Node: the topic is not compacted, hence nobody keeps the latest message of each key.
    case notCompacted
    /// The Idempotency-Key was given for something else before.
    case idempotencyKeyReused
    /// Node: a request with the same Idempotency-Key is still on its way in.
    case idempotencyKeyInFlight
    /// The producer has begun a later epoch.
    case staleProducer(epoch: UInt64)
    /// A producer's publishes before this one are missing.
    case producerGap(expected: UInt64, received: UInt64)
    /// The producer gave this number to something else before.
    case producerNumberReused
    /// The producer is past this number; what came of it is not known any more.
    case producerResultForgotten(latest: UInt64)
    /// The queue tells its consumers apart by name, and this one gave none.
    case consumerNeeded
    /// The queue holds as much as it may.
    case queueFull
    /// The queue holds messages, and deleting it would lose them.
    case queueNotEmpty(QueueCounts)
    /// Overflow goes to the dead letters, but nobody said where those go.
    case overflowWithoutTarget
    /// Node: the journal may not grow.
    case journalFull
    /// No room on the disk, or the files have reached `limit` bytes.
    case diskFull(limit: Int?)
    /// Node: no room within the time a publisher waits.
    case busy
    /// Node: the offset is no longer kept.
    case belowRetention(earliest: Offset)
    /// The offset does not exist yet.
    case pastEnd(latest: Offset)
    /// Only an empty namespace can be deleted.
    case namespaceNotEmpty(
        topics: Int, queues: Int, groups: Int, schedules: Int = 0, exchanges: Int = 0,
        policies: Int = 0)
    /// The default namespace cannot be deleted.
    case namespacePermanent
    /// A bound of the named member was passed.
    case limit(String, max: Int)
    /// Not a lease token of this shard: malformed, forged, or from elsewhere.
    case badLease
    /// The lease has ended.
    case leaseLost
    /// The lease was settled before, in the way that a transaction wants it to be now.
    case leaseSettled(SettleOutcome)
    /// A message of a transaction that its queue has already.
    case duplicateMessage
    /// A transaction names one lease or one group twice.
    case namedTwice
    /// No message was prepared under this number, or its end was forgotten.
    case noTransaction
    /// The prepared message has ended in another way than it is to now.
    case transactionEnded(PreparedEnded.Outcome)
    /// Node: what the prepared message is for was deleted.
    case targetGone
    /// A part of a transaction cannot be carried out, so that none was: which, and why.
    indirect case part(Int, BrokerError)
    /// The member's epoch is another one: the later process of that name took over.
    case fenced(current: UInt64)
    /// The group has no member of this name: it left, or was silent for too long.
    case unknownMember(String)
    /// A member commits what it does not own.
    case notOwner(LogID)
    /// A position lies beyond the end of its log.
    case beyondEnd(LogID, latest: Offset)
    /// The partition was put elsewhere, which its owner has yet to hear by a poll or a heartbeat.
    case positionReset(LogID, Offset)
    /// Only for a group without members.
    case groupActive(members: Int)
    /// Neither the member nor the group says what to read.
    case noTopics
    /// Neither a topic's name nor a pattern over such.
    case badPattern(String)
    /// No topic has a name that the pattern means.
    case matchesNothing(String)
    /// The group keeps no offsets under this name.
    case noSavedOffsets(String)
    /// The schedule's last message was sent.
    case alreadyFired(String)
    /// The schedule would not be due at any time.
    case neverDue
    /// A new schedule needs these members.
    case incompleteSchedule([String])
    /// Node: nothing is known of a time zone of this name.
    case unknownZone(String)
    /// Not a cron expression.
    case badCron(CronError)
    /// The default exchange is there as it is, and nothing else can have its name.
    case exchangeReserved
    /// A new policy needs these members.
    case incompletePolicy([String])
    /// Neither a name nor a pattern over names.
    case badPolicyPattern(String)
    /// Only other exchanges hand messages to this one.
    case exchangeInternal(String)
    /// It cannot go as long as these need it.
    case inUse(EntityKind, String, by: [String])
    case badBinding(BindingFault)
    /// No binding takes the message, which was to reach somebody.
    case unroutable
    /// Node: a message that is to wait would reach this topic.
    case holdsNothingBack(String)
    /// Node: what is no JSON would reach this queue or topic.
    case takesJSONOnly(String)
    /// Messages cannot be moved to the queue that they are in.
    case sameQueue
    /// The queue has a job of this number that runs already.
    case redriveRunning(UInt32)
    /// The queue has no job of this number, or not any more.
    case noRedrive(UInt32)
    /// Node: a newer poll of the same process took this one's place.
    case superseded
    /// Node: what the journal should hold cannot be read.
    case unreadable
    /// Node: the process is stopping.
    case shuttingDown
}
