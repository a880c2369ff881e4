/// Every bound of Martlet in one place: sizes in bytes, counts, times as `Interval`.
///
/// `docs/LIMITS.md` is the same table for readers; a test compares the two.
public enum Limits {
    // MARK: names

    /// Bytes of a namespace, topic or queue name.
    public static let nameBytesMax = 240

    // MARK: HTTP

    /// Bytes of a request line and its fields together.
    public static let headBytesMax = 32 * 1024
    /// Bytes of a request target; over it is 414.
    public static let targetBytesMax = 16 * 1024
    /// Fields of one request; over it is 431.
    public static let fieldCountMax = 100
    /// Bytes of the chunk extensions of one body together.
    public static let chunkExtensionBytesMax = 4 * 1024
    /// Bytes of the trailer section of one body; over it is 431.
    public static let trailerBytesMax = 8 * 1024
    /// Requests of one connection whose answers are not sent yet.
    public static let pipelinedRequestsMax = 1_024
    /// Bytes of a body, after inflation, unless configured.
    public static let bodyBytesDefault = 8 * 1024 * 1024
    /// Bytes of a body that says what to do, rather than being a message.
    public static let controlBodyBytesMax = 1024 * 1024
    /// Bytes that a configured body limit may not exceed.
    public static let bodyBytesCeiling = 64 * 1024 * 1024
    /// Bytes of all bodies on their way in, over the whole process.
    public static let bodyBytesInFlightMax = 512 * 1024 * 1024
    /// Connections open at once.
    public static let connectionsMax = 20_000
    /// Time from the first byte of a head to its last.
    public static let headTime = Interval.seconds(10)
    /// Time without a byte of a body that is due.
    public static let bodyTime = Interval.seconds(30)
    /// Time a connection may stay open without a request.
    public static let idleTime = Interval.seconds(120)
    /// Time a refused client may go on sending before the connection is cut.
    public static let lingerTime = Interval.seconds(2)
    /// Time that stopping waits for running requests.
    public static let stopTime = Interval(milliseconds: 4_000)
    /// Bytes of a body nobody read that are thrown away for the next request's sake; over it is a close.
    public static let drainedBytesMax = 64 * 1024
    /// Unsent bytes of one event stream before its reading pauses.
    public static let streamUnsentBytesMax = 1024 * 1024

    // MARK: messages

    /// Messages of one batch.
    public static let batchMessagesMax = 10_000
    /// Lines of a stream that are stored together.
    public static let streamGroupLinesMax = 1_000
    /// Bytes of lines of a stream that are stored together; a longer line is stored by itself.
    public static let streamGroupBytesMax = 256 * 1024
    /// Shortest time between two progress lines of a stream.
    public static let streamProgressInterval = Interval(milliseconds: 250)
    /// Unsent bytes of a stream's answer beyond which no progress is written.
    public static let streamProgressUnsentBytesMax = 64 * 1024
    /// Header names of one message.
    public static let headerCountMax = 64
    /// Bytes of all headers of one message.
    public static let headerBytesMax = 16 * 1024
    /// Bytes of a key.
    public static let keyBytesMax = 8 * 1024
    /// Levels of a JSON body that is shown as `value`.
    public static let jsonDepthMax = 128

    // MARK: patterns

    /// Bytes of a pattern.
    public static let patternBytesMax = 8 * 1024
    /// Levels of a pattern.
    public static let patternDepthMax = 32
    /// Strings, numbers and other values of a pattern.
    public static let patternValuesMax = 256
    /// Wildcards of a pattern.
    public static let patternWildcardsMax = 16
    /// Fields that a pattern asks of one object, over all alternatives.
    public static let patternConditionsMax = 64
    /// Decimal exponent of a pattern's number, either way.
    public static let patternExponentMax = 1_000_000_000

    // MARK: topics and queues

    /// Partitions of one topic.
    public static let partitionsMax = 256
    /// Priorities of a queue.
    public static let prioritiesMax = 10
    /// Receives of which one may be served the lowest priority first.
    public static let lowestFirstEveryMax = 1000
    /// Partitions of which each server-sent event carries an exact cursor.
    public static let exactResumePartitionsMax = 32
    /// Messages of one page of a topic, unless asked for.
    public static let readMessagesDefault = 1_000
    /// Messages that one page of a topic may have.
    public static let readMessagesMax = 100_000
    /// Bytes of one page of a topic, unless asked for.
    public static let readBytesDefault = 1024 * 1024
    /// Bytes that one page of a topic may have; a single larger message is answered all the same.
    public static let readBytesMax = 16 * 1024 * 1024
    /// Bytes of lines that one page looks through for the messages of a key or filter.
    public static let filterScanBytes = 4 * 1024 * 1024
    /// Bytes of events that an event stream renders at once.
    public static let streamPieceBytes = 256 * 1024
    /// Longest silence of an event stream.
    public static let heartbeatTime = Interval.seconds(15)
    /// Longest long-poll.
    public static let waitMax = Interval.seconds(60)
    /// Groups of one page about lag, unless asked for.
    public static let lagGroupsDefault = 100
    /// Groups that one page about lag may have.
    public static let lagGroupsMax = 1_000
    /// Longest that an answer to a dashboard serves others while positions stay as they are.
    public static let boardAnswerTime = Interval.seconds(1)
    /// Answers to dashboards that are kept.
    public static let boardAnswersMax = 1_024
    /// Bytes of an answer to a dashboard that is kept.
    public static let boardAnswerBytesMax = 64 * 1024
    /// Bytes of a path and query whose answer is kept.
    public static let boardTargetBytesMax = 1_024
    /// Longest between two looks of a dashboard that waits, since not every change is told.
    public static let boardCheckInterval = Interval.seconds(1)
    /// Shortest between two events of a live board.
    public static let boardEventInterval = Interval(milliseconds: 250)
    /// Lease of a queue unless declared.
    public static let leaseDefault = Interval.seconds(30)
    /// Longest lease.
    public static let leaseMax = Interval.seconds(12 * 3600)
    /// Messages one receive may lease.
    public static let receiveMessagesMax = 1_000
    /// Messages of one look into a queue, unless asked for.
    public static let lookMessagesDefault = 100
    /// Messages that one look into a queue may have.
    public static let lookMessagesMax = 1_000
    /// Messages of a queue that one request goes over to find those it is about.
    public static let queueScanMax = 100_000
    /// Messages that one request deletes, moves or redrives by their ids.
    public static let redriveMessagesMax = 1_000
    /// Messages that a redrive moves a second, if it is told how many.
    public static let redriveRateMax = 1_000_000
    /// Redrives that a queue remembers, the one that runs among them.
    public static let redrivesMax = 16
    /// How long a redrive that cannot go on rests.
    public static let redriveRetryTime = Interval.seconds(1)
    /// How long a requester waits for a reply, unless asked for.
    public static let requestWaitDefault = Interval.seconds(30)
    /// How much longer than its sender waits a message that asks lives, so that it is withdrawn rather than expired.
    public static let requestGraceTime = Interval.seconds(1)
    /// Leases that one request may settle.
    public static let settleItemsMax = 10_000
    /// Longest that a message can be told to wait, or to live: 100 years.
    public static let delayMax = Interval.seconds(100 * 366 * 86_400)
    /// Failures after which a message is a dead letter, unless declared.
    public static let deliveriesDefault = 20
    /// Failures that a message can be allowed.
    public static let deliveriesMax = 1_000
    /// Entries that the list of a message's deaths keeps, the newest ones.
    public static let deathsMax = 32
    /// Bytes of what the holder of a message says when it hands it back or rejects it.
    public static let reasonBytesMax = 256
    /// Dead letters that are moved at once, at most.
    public static let deadLettersAtOnce = 256
    /// How long a dead letter stays where it is before its target is looked for again.
    public static let deadLetterRetryTime = Interval.seconds(1)
    /// Steps of a queue's backoff.
    public static let backoffStepsMax = 32
    /// How much longer than its backoff a message may wait, in percent.
    public static let backoffJitterPercent = 20
    /// Bytes of a consumer's name for itself.
    public static let consumerBytesMax = 240
    /// Leases that one consumer can be allowed at once.
    public static let prefetchMax = 100_000
    /// Longest that a queue can be told to recognise messages which come again.
    public static let dedupeTimeMax = Interval.seconds(7 * 86_400)
    /// Messages that one queue recognises; with more the oldest are forgotten before their time.
    public static let dedupeIDsMax = 1_000_000
    /// Messages of a queue that is ordered or fair whose groups are known at once: how far it looks ahead.
    public static let lookAheadMax = 65_536
    /// Messages whose groups are read at once.
    public static let lessonMessagesMax = 4_096
    /// Messages in hand from which on a group of a fair queue may have to stand back.
    public static let busyGroupMin = 30
    /// Share of what is in hand over which it does, in percent.
    public static let busyGroupPercent = 10
    /// Bytes of an attempt's name.
    public static let attemptBytesMax = 240
    /// How long a settled lease is remembered at least, unless a bound below is met before.
    public static let receiptTime = Interval.seconds(600)
    /// Pages of 4,096 settled messages that a queue remembers, all acknowledged alike.
    public static let receiptPagesMax = 4_096
    /// Pages of 4,096 settled messages that a queue remembers slot by slot.
    public static let receiptMixedPagesMax = 16
    /// Handed-back leases that a queue remembers beyond the next lease of the message.
    public static let receiptNacksMax = 16_384
    /// Events of one tick.
    public static let tickEventsMax = 1_024
    /// Messages that one tick takes back, give or take one receive.
    public static let tickMessagesMax = 4_096

    // MARK: exchanges

    /// Bytes of a routing key, and of the pattern of a binding.
    public static let routingKeyBytesMax = 255
    /// Bindings of one exchange.
    public static let bindingsMax = 250_000
    /// Bindings of one page, unless asked for.
    public static let bindingsListedDefault = 1_000
    /// Bindings that one page may have.
    public static let bindingsListedMax = 10_000
    /// Weight of one binding of a `consistent_hash` exchange.
    public static let bindingWeightMax = 1_000_000
    /// Queues and partitions that one message reaches through exchanges.
    public static let fanDestinationsMax = 10_000

    // MARK: policies

    /// Policies of one namespace.
    public static let policiesMax = 1_000
    /// Highest priority of a policy; the lowest is as far below zero.
    public static let policyPriorityMax = 1_000_000
    /// Destinations that the answer of a publish names.
    public static let fanTargetsNamedMax = 100
    /// Messages that wait for a slow listener of an exchange; the oldest go.
    public static let tailLengthMax = 10_000
    /// How long the queue of a listener stays whose end nobody noticed.
    public static let tailExpiry = Interval.seconds(60)

    // MARK: groups

    /// Members of one group.
    public static let groupMembersMax = 1_000
    /// Partitions that one group reads; topics beyond are left out, the newest first.
    public static let groupPartitionsMax = 4_096
    /// Messages of one answer to a poll, unless asked for.
    public static let pollMessagesDefault = 500
    /// Partitions of which one answer to a poll holds messages.
    public static let pollPartitionsMax = 200
    /// Offsets that one request commits or resets one by one.
    public static let offsetItemsMax = 4_096
    /// Names and patterns that one member reads.
    public static let subscriptionEntriesMax = 256
    /// Bytes of all of them.
    public static let subscriptionBytesMax = 4 * 1024
    /// Bytes of what a member writes beside an offset.
    public static let metadataBytesMax = 4 * 1024
    /// Bytes of that over one group.
    public static let groupMetadataBytesMax = 1024 * 1024
    /// Sets of offsets that one group keeps under names.
    public static let savedOffsetsMax = 16
    /// Longest silence of a member made by hand, unless declared.
    public static let sessionTimeoutDefault = Interval.seconds(45)
    /// Shortest that can be declared.
    public static let sessionTimeoutMin = Interval.seconds(6)
    /// Longest that can be declared.
    public static let sessionTimeoutMax = Interval.seconds(1800)
    /// Longest time from an answer to the next poll, unless declared.
    public static let processingTimeoutDefault = Interval.seconds(300)
    /// Shortest that can be declared.
    public static let processingTimeoutMin = Interval.seconds(10)
    /// Longest that can be declared.
    public static let processingTimeoutMax = Interval.seconds(12 * 3600)
    /// Shortest time for which a group without members can be told to keep its offsets.
    public static let offsetsExpireMin = Interval.seconds(60)

    // MARK: transactions

    /// Operations of one transaction.
    public static let transactionOperationsMax = 1_000
    /// Destinations that the answer of a transaction names, over all that it publishes to exchanges.
    public static let transactionTargetsNamedMax = 4_096
    /// How long a prepared message may wait, unless it says so itself.
    public static let preparedTime = Interval.seconds(5 * 60)
    /// Longest that a prepared message may be told to wait.
    public static let preparedTimeMax = Interval.seconds(24 * 3600)
    /// Bytes of a prepared message with its key and headers.
    public static let preparedLineBytesMax = 256 * 1024
    /// Prepared messages that wait at once.
    public static let preparedMax = 65_536
    /// Bytes of memory that the lines of prepared messages take.
    public static let preparedBytesMax = 64 * 1024 * 1024
    /// How long it is remembered how a prepared message ended.
    public static let preparedRememberedTime = Interval.seconds(3600)
    /// Ends of prepared messages that are remembered; the oldest make room.
    public static let preparedRememberedMax = 16_384
    /// Prepared messages that one answer lists.
    public static let preparedListMax = 1_000

    // MARK: bounds of queues

    /// The highest bound of a queue's messages.
    public static let queueLengthMax = 1 << 50
    /// The highest bound of a queue's bytes.
    public static let queueBytesMax = 1 << 53
    /// Messages that one that comes pushes out of a queue by its bytes; more go with the next.
    public static let headMessagesMax = 65_536
    /// Bytes of the name of a message's group, or of what it is recognised by.
    public static let messageNameBytesMax = 256

    // MARK: repeated publishing

    /// Bytes of an Idempotency-Key.
    public static let idempotencyKeyBytesMax = 255
    /// How long an Idempotency-Key is remembered, unless a bound below is met before.
    public static let idempotencyTime = Interval.seconds(24 * 3600)
    /// Idempotency-Keys that are remembered; the oldest make room.
    public static let idempotencyKeysMax = 262_144
    /// Bytes of memory that remembered Idempotency-Keys take, about.
    public static let idempotencyBytesMax = 64 * 1024 * 1024
    /// Bytes of a producer's name.
    public static let producerNameBytesMax = 240
    /// Highest epoch of a producer, and highest number of a publish.
    public static let producerNumberMax = 9_007_199_254_740_991
    /// How long a producer that is not heard of is remembered, unless a bound below is met before.
    public static let producerTime = Interval.seconds(7 * 86_400)
    /// Producers that are remembered, one for each topic or queue it publishes to; the longest unheard make room.
    public static let producersMax = 65_536
    /// Bytes of memory that remembered producers take, about.
    public static let producersBytesMax = 64 * 1024 * 1024
    /// Latest publishes of a producer whose results are remembered: so many can be on their way at once.
    public static let producerResultsMax = 8
    /// How much longer than promised a key or producer may stay, so that forgetting is done in bulk.
    public static let forgettingInterval = Interval.seconds(60)

    // MARK: schedules

    /// Schedules of one shard, those that have fired left out.
    public static let schedulesMax = 2_000_000
    /// Bytes of a schedule's message.
    public static let scheduleMessageBytesMax = 64 * 1024
    /// Bytes of all scheduled messages of one shard, which lie in memory.
    public static let scheduleBytesMax = 1024 * 1024 * 1024
    /// Bytes of a cron expression.
    public static let cronBytesMax = 256
    /// Shortest time between two runs of a schedule.
    public static let scheduleEveryMin = Interval.seconds(1)
    /// How late a run may be and still be in time for a schedule that skips what it missed.
    public static let misfireGrace = Interval.seconds(60)
    /// Late runs in a row that a schedule makes up for.
    public static let misfiresMax = 1_000
    /// Runs that are carried out in one hold of the lock.
    public static let scheduleRunsAtOnce = 64
    /// How long a run that its target refuses waits before it is tried again.
    public static let scheduleRetryTime = Interval.seconds(1)
    /// How long a finished schedule is remembered, unless the bound below is met before.
    public static let finishedScheduleTime = Interval.seconds(24 * 3600)
    /// Finished schedules that are remembered; the oldest make room.
    public static let finishedSchedulesMax = 100_000
    /// Schedules of one page of a list, unless asked for.
    public static let scheduleListDefault = 100
    /// Schedules that one page of a list may have.
    public static let scheduleListMax = 1_000

    // MARK: retention

    /// Highest offset that a request can name.
    public static let offsetMax = 9_007_199_254_740_991
    /// Shortest time that a topic can be told to keep messages.
    public static let retentionTimeMin = Interval.seconds(1)
    /// Longest time that a topic can be told to keep messages, or tombstones.
    public static let retentionTimeMax = Interval.seconds(100 * 366 * 86_400)
    /// Bytes or messages that a partition can be told to keep.
    public static let retentionAmountMax = 9_007_199_254_740_991
    /// How long compaction keeps a tombstone unless declared.
    public static let tombstoneTimeDefault = Interval.seconds(24 * 3600)
    /// Longest between two looks at what is over a topic's limits of bytes or count.
    public static let retentionInterval = Interval.seconds(10)
    /// Longest between two looks at what is over a topic's limit of time; a twentieth of that if less.
    public static let retentionTimeIntervalMax = Interval.seconds(300)
    /// Time between two looks at the histories of queues for what is settled.
    public static let queueCleanupInterval = Interval.seconds(30)

    // MARK: compaction

    /// How often compacted topics are looked through for something to remove.
    public static let compactionInterval = Interval.seconds(10)
    /// Superseded messages, in percent of those in a log's files, from which on it is compacted.
    public static let compactionPercent = 50
    /// Time after which a log is compacted if a single message is superseded.
    public static let compactionTime = Interval.seconds(24 * 3600)
    /// Shortest time between two passes for the sake of tombstones.
    public static let tombstonePassTime = Interval.seconds(3600)

    // MARK: journal

    /// Bytes of one journal file.
    public static let journalFileBytes = 64 * 1024 * 1024
    /// Bytes of a frame's payload.
    public static let framePayloadBytesMax = 900 * 1024
    /// Bytes of journal on disk before publishing is refused, unless configured.
    public static let journalBytesDefault = 1024 * 1024 * 1024
    /// Bytes kept on the disk for when it is full: for a checkpoint, or for a last journal file.
    public static let reserveBytes = 64 * 1024 * 1024
    /// Bytes of recent frames kept in memory.
    public static let tailBytesMax = 128 * 1024 * 1024
    /// Bytes applied but not yet written, at which publishers wait.
    public static let openBytesMax = 32 * 1024 * 1024
    /// Longest that a group of only `ack=none` frames waits for company.
    public static let flushInterval = Interval(milliseconds: 10)
    /// Longest that a publisher waits for room.
    public static let publishWaitMax = Interval.seconds(5)

    /// Bytes of journal after which a checkpoint is made, unless configured.
    public static let checkpointJournalBytes = 128 * 1024 * 1024
    /// Time after which a checkpoint is made if anything was written, unless configured.
    public static let checkpointTime = Interval.seconds(600)

    // MARK: history

    /// Bytes of lines that a checkpoint collects at once, over all logs, about.
    public static let archiveBytes = 32 * 1024 * 1024
    /// Bytes of compressed blocks, over all logs, at which a checkpoint writes what waits.
    public static let archiveUnwrittenBytes = 16 * 1024 * 1024

    /// Bytes of lines at which a block of history is closed; a longer line is a block of its own.
    public static let blockBytes = 64 * 1024
    /// Bytes of a piece written to its file at once.
    public static let pieceWriteBytes = 1024 * 1024
    /// Bytes of a file that merging aims at; one of half of that is not merged again.
    public static let segmentBytes = 64 * 1024 * 1024
    /// Bytes of compressed blocks that one step of a merge copies.
    public static let mergeCopyBytes = 4 * 1024 * 1024
    /// Bytes of lines that one step of a merge compresses anew.
    public static let mergeDeflateBytes = 1024 * 1024
    /// Bytes of a piece from which it is compressed harder when there is nothing else to do.
    public static let recompressedPieceBytesMin = 1024 * 1024
    /// Bytes of inflated blocks kept for readers.
    public static let blockCacheBytes = 32 * 1024 * 1024
    /// Bytes of block indexes kept in memory.
    public static let indexCacheBytes = 32 * 1024 * 1024
    /// Files of history kept open.
    public static let historyFilesOpenMax = 256
    /// Bytes of lines that a worker brings at once for a reader of history.
    public static let historyReadBytes = 1024 * 1024
    /// Bytes of lines that are brought ahead of a reader who goes from block to block.
    public static let readAheadBytes = 512 * 1024
    /// Bytes of a segment file that are brought into memory and sent at once.
    public static let segmentSliceBytes = 1024 * 1024
    /// Bytes of an answer from which it is compressed for clients that accept gzip.
    public static let gzipBytesMin = 4 * 1024

    // MARK: snapshots

    /// Bytes of records that one hold of the shard lock writes at about; what bounds how long it lasts.
    public static let snapshotSliceBytes = 16 * 1024
    /// Bytes of a section of a snapshot file, give or take one record.
    public static let snapshotSectionBytes = 256 * 1024
    /// Stretches of alike slots at which a page of a queue takes its full 32 KiB.
    public static let slotStretchesMax = 96
}
