package import Base
package import LogFormat

/// What somebody wants of a shard; names are resolved and bytes composed before.
///
/// Ids that no longer fit are refused with `BrokerError.stale`.
package enum Command: Sendable {
    /// A process takes up the shard; the key counts only where there is none yet.
    case openShard(tokenKey: SipHash.Key)
    case declareNamespace(name: String, createOnly: Bool)
    /// Refused unless empty.
    case deleteNamespace(EntityID)
    case declareTopic(namespace: EntityID, name: String, wish: TopicWish, createOnly: Bool)
    case changeTopic(EntityID, TopicWish)
    case deleteTopic(EntityID)
    case declareQueue(namespace: EntityID, name: String, wish: QueueWish, createOnly: Bool)
    case changeQueue(EntityID, QueueWish)
    case deleteQueue(EntityID)
    /// The same, unless it holds messages.
    case deleteEmptyQueue(EntityID)
    /// Stops or goes on handing out messages; those that are leased stay so, and publishing goes on.
    case pauseQueue(EntityID, isPaused: Bool)
    /// Drops all messages of a queue, leased ones too.
    case purge(EntityID)
    /// Drops messages of a topic's logs; refused as `pastEnd` beyond what was appended.
    case trim([TrimOrder])
    case append(AppendCommand)
    case fan(FanCommand)
    case receive(ReceiveCommand)
    case settle(SettleCommand)
    case move(MoveCommand)
    case transaction(TransactionCommand)
    case remove(RemoveCommand)
    case relocate(RelocateCommand)
    case startRedrive(EntityID, RedriveOrder)
    /// Ends a job; one that has ended stays as it is.
    case cancelRedrive(EntityID, number: UInt32)
    case prepare(PrepareCommand)
    case endPrepared(EndPreparedCommand)
    case declareGroup(namespace: EntityID, name: String, wish: GroupWish, createOnly: Bool)
    case changeGroup(EntityID, GroupWish)
    case deleteGroup(EntityID)
    /// Stops or goes on handing out messages; members stay, and may commit.
    case pauseGroup(EntityID, isPaused: Bool)
    case poll(PollCommand)
    case joinMember(JoinCommand)
    case heartbeat(HeartbeatCommand)
    case leaveGroup(LeaveCommand)
    case commitOffsets(CommitCommand)
    case resetOffsets(ResetCommand)
    /// Keeps a group's offsets under a name, in place of those that it keeps there.
    case saveOffsets(EntityID, name: String)
    case dropSavedOffsets(EntityID, name: String)
    case setSchedule(SetScheduleCommand)
    /// Stops or goes on sending; `next` is when it is due once it goes on.
    case pauseSchedule(ScheduleRevision, isPaused: Bool, next: Instant?)
    case deleteSchedule(namespace: EntityID, name: String)
    case fire(FireCommand)
    /// The connection of a consumer broke while it waited: nobody waits for it any longer.
    case endSession(EntityID, consumer: String)
    case declareExchange(namespace: EntityID, name: String, wish: ExchangeWish, createOnly: Bool)
    case changeExchange(EntityID, ExchangeWish)
    /// Its bindings go with it, and those that lead to it; refused while something else names it.
    case deleteExchange(EntityID)
    /// Adds a binding to an exchange, or changes the one of this name.
    case bind(exchange: EntityID, name: String, wish: BindingWish, createOnly: Bool)
    case unbind(exchange: EntityID, name: String)
    /// Makes a policy or sets what is named of it, and all that it changes of queues and topics.
    case declarePolicy(namespace: EntityID, name: String, wish: PolicyWish, createOnly: Bool)
    case deletePolicy(EntityID)
    /// A parked receiver left; whatever it was granted before stays granted.
    case cancelWait(WaiterID)
}
