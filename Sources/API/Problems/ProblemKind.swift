package import HTTPWire

/// Every refusal of the interface itself; the raw value is its `code`.
///
/// Refusals of the transport (`HTTPWire.RefusalKind`) have codes of their own beside these.
package enum ProblemKind: String, CaseIterable, Sendable {
    // MARK: the request is wrong
    case unknownParameter = "unknown_parameter"
    case unknownField = "unknown_header"
    case unknownMember = "unknown_member"
    case repeatedOption = "repeated_option"
    case invalidOption = "invalid_option"
    case invalidDuration = "invalid_duration"
    case badFilter = "bad_filter"
    case invalidTime = "invalid_time"
    case invalidName = "invalid_name"
    case invalidBody = "invalid_body"
    case malformedJSON = "malformed_json"
    case badBatch = "bad_batch"
    case invalidCursor = "invalid_cursor"
    case foreignCursor = "foreign_cursor"
    case invalidToken = "invalid_token"
    case foreignToken = "foreign_token"
    case notAvailable = "not_available"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case unsupportedMediaType = "unsupported_media_type"
    case devOnly = "dev_only"
    case exchangeInternal = "exchange_internal"
    case invalidBinding = "invalid_binding"
    case invalidPolicy = "invalid_policy"
    case unroutable

    // MARK: something is missing
    case routeNotFound = "route_not_found"
    case namespaceNotFound = "namespace_not_found"
    case topicNotFound = "topic_not_found"
    case queueNotFound = "queue_not_found"
    case groupNotFound = "group_not_found"
    case scheduleNotFound = "schedule_not_found"
    case exchangeNotFound = "exchange_not_found"
    case bindingNotFound = "binding_not_found"
    case policyNotFound = "policy_not_found"
    case memberNotFound = "member_not_found"
    case transactionNotFound = "transaction_not_found"
    case savedOffsetsNotFound = "saved_offsets_not_found"
    case patternMatchesNothing = "pattern_matches_nothing"
    case partitionNotFound = "partition_not_found"
    case belowRetention = "below_retention"
    case messageGone = "message_gone"
    case messageNotFound = "message_not_found"
    case redriveNotFound = "redrive_not_found"
    case segmentNotFound = "segment_not_found"
    case pastEnd = "past_end"
    case rangeNotSatisfiable = "range_not_satisfiable"
    case staleCursor = "stale_cursor"
    case staleToken = "stale_token"

    // MARK: what is there stands in the way
    case alreadyExists = "already_exists"
    case immutableSetting = "immutable_setting"
    case fewerPartitions = "fewer_partitions"
    case namespaceNotEmpty = "namespace_not_empty"
    case changedMeanwhile = "changed_meanwhile"
    case expectedOffsetMismatch = "expected_offset_mismatch"
    case expectedKeyOffsetMismatch = "expected_key_offset_mismatch"
    case leaseLost = "lease_lost"
    case leaseSettled = "lease_settled"
    case duplicateMessage = "duplicate_message"
    case transactionEnded = "transaction_ended"
    case targetGone = "target_gone"
    case namedTwice = "named_twice"
    case messageLeased = "message_leased"
    case redriveRunning = "redrive_running"
    case fenced, superseded
    case notOwner = "not_owner"
    case positionReset = "position_reset"
    case groupActive = "group_active"
    case alreadyFired = "already_fired"
    case topicIsSource = "topic_is_source"
    case queueReadsTopic = "queue_reads_topic"
    case inUse = "in_use"
    case exchangeReserved = "exchange_reserved"
    case wouldLoseMessages = "would_lose_messages"
    case keyReused = "idempotency_key_reused"
    case keyInFlight = "idempotency_key_in_flight"
    case staleProducerEpoch = "stale_producer_epoch"
    case producerGap = "producer_gap"
    case producerSeqReused = "producer_seq_reused"
    case producerSeqForgotten = "producer_seq_forgotten"

    // MARK: too much
    case tooManyMessages = "too_many_messages"
    case messageTooLarge = "message_too_large"
    case beyondEnd = "beyond_end"
    case noTopics = "no_topics"
    case outOfRange = "out_of_range"
    case sameQueue = "same_queue"
    case bodyNotJSON = "body_not_json"
    case badCron = "bad_cron"
    case unknownZone = "unknown_time_zone"
    case neverDue = "never_due"
    case invalidCloudEvent = "invalid_cloudevent"
    case limitReached = "limit_reached"
    case notCompacted = "not_compacted"
    case queueFull = "queue_full"
    case queueNotEmpty = "queue_not_empty"
    case busy
    case journalFull = "journal_full"
    case diskFull = "disk_full"

    // MARK: the server
    case noReply = "no_reply"
    case recovering
    case loading
    case shuttingDown = "shutting_down"
    case internalError = "internal_error"
}

extension ProblemKind {
    /// The one table of what status an error gets.
    package var status: Status {
        switch self {
        case .unknownParameter, .unknownField, .unknownMember, .repeatedOption, .invalidOption,
            .invalidDuration,
            .invalidTime, .invalidName, .invalidBody, .malformedJSON, .badBatch, .invalidCursor,
            .foreignCursor, .invalidToken, .foreignToken,
            .notAvailable:
            .badRequest
        case .devOnly, .exchangeInternal, .staleProducerEpoch: .forbidden
        case .routeNotFound, .namespaceNotFound, .topicNotFound, .queueNotFound, .partitionNotFound,
            .segmentNotFound, .groupNotFound, .scheduleNotFound, .memberNotFound, .transactionNotFound,
            .savedOffsetsNotFound, .patternMatchesNothing, .messageNotFound, .exchangeNotFound,
            .bindingNotFound, .redriveNotFound, .policyNotFound:
            .notFound
        case .methodNotAllowed, .queueReadsTopic: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .immutableSetting, .fewerPartitions, .namespaceNotEmpty, .queueNotEmpty, .changedMeanwhile,
            .leaseLost, .leaseSettled, .messageLeased, .redriveRunning, .duplicateMessage, .transactionEnded,
            .targetGone, .fenced,
            .superseded, .notOwner, .positionReset,
            .groupActive, .alreadyFired, .keyInFlight, .wouldLoseMessages,
            .topicIsSource, .producerGap, .producerSeqForgotten, .inUse, .exchangeReserved:
            .conflict
        case .belowRetention, .messageGone, .staleCursor, .staleToken: .gone
        case .alreadyExists, .expectedOffsetMismatch, .expectedKeyOffsetMismatch: .preconditionFailed
        case .tooManyMessages, .messageTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .pastEnd, .rangeNotSatisfiable: .rangeNotSatisfiable
        case .beyondEnd, .noTopics, .outOfRange, .sameQueue, .badFilter, .badCron, .unknownZone, .neverDue,
            .bodyNotJSON, .invalidCloudEvent, .limitReached, .notCompacted, .keyReused, .producerSeqReused,
            .namedTwice, .invalidBinding, .invalidPolicy, .unroutable:
            .unprocessable
        case .queueFull, .busy: .tooManyRequests
        case .internalError: .internalError
        case .noReply: .gatewayTimeout
        case .recovering, .loading, .shuttingDown: .serviceUnavailable
        case .journalFull, .diskFull: .insufficientStorage
        }
    }

    /// Whether the same request may succeed later, without anybody changing anything.
    package var isRetryable: Bool {
        switch self {
        case .busy, .queueFull, .noReply, .recovering, .loading, .shuttingDown, .changedMeanwhile, .pastEnd,
            .keyInFlight:
            true
        default: false
        }
    }

    package var title: String {
        switch self {
        case .unknownParameter: "Unknown query parameter"
        case .unknownField: "Unknown Martlet header"
        case .unknownMember: "Unknown member"
        case .repeatedOption: "Option given twice"
        case .invalidOption: "Invalid option"
        case .invalidDuration: "Not a duration"
        case .badFilter: "Not a filter"
        case .invalidTime: "Not a time"
        case .invalidName: "Not a name"
        case .invalidBody: "The body has the wrong shape"
        case .malformedJSON: "The body is not JSON"
        case .badBatch: "Some messages of the batch are wrong"
        case .invalidCursor: "Not a cursor"
        case .foreignCursor: "Cursor of another topic"
        case .invalidToken: "Not a token of a group"
        case .foreignToken: "Token of another group or member"
        case .notAvailable: "Not available in this release"
        case .methodNotAllowed: "Method not allowed"
        case .notAcceptable: "No acceptable form"
        case .unsupportedMediaType: "This Content-Type is not read here"
        case .devOnly: "Only in development mode"
        case .routeNotFound: "No such path"
        case .namespaceNotFound: "No such namespace"
        case .topicNotFound: "No such topic"
        case .queueNotFound: "No such queue"
        case .groupNotFound: "No such group"
        case .scheduleNotFound: "No such schedule"
        case .exchangeNotFound: "No such exchange"
        case .bindingNotFound: "No such binding"
        case .policyNotFound: "No such policy"
        case .exchangeInternal: "Only exchanges publish here"
        case .exchangeReserved: "The default exchange stays as it is"
        case .wouldLoseMessages: "Messages would be lost"
        case .inUse: "Something else needs it"
        case .invalidBinding: "The binding does not go with the exchange"
        case .invalidPolicy: "The policy cannot be so"
        case .unroutable: "No binding takes the message"
        case .memberNotFound: "No such member"
        case .transactionNotFound: "No such transaction"
        case .savedOffsetsNotFound: "No such saved offsets"
        case .patternMatchesNothing: "The pattern matches no topic"
        case .partitionNotFound: "No such partition"
        case .belowRetention: "The messages are gone"
        case .messageGone: "The message is gone"
        case .messageNotFound: "No such message"
        case .redriveNotFound: "No such redrive"
        case .segmentNotFound: "No such segment"
        case .pastEnd: "Past the end"
        case .rangeNotSatisfiable: "The file is shorter"
        case .staleCursor: "Cursor of a topic that was deleted"
        case .staleToken: "Token of a group that was deleted"
        case .alreadyExists: "It is there already"
        case .immutableSetting: "This setting cannot be changed"
        case .fewerPartitions: "Partitions can only grow"
        case .namespaceNotEmpty: "The namespace is not empty"
        case .changedMeanwhile: "It was changed meanwhile"
        case .expectedOffsetMismatch: "Not the expected offset"
        case .expectedKeyOffsetMismatch: "Not the expected message of the key"
        case .leaseLost: "No lease could be settled"
        case .transactionEnded: "The transaction has ended"
        case .targetGone: "What it is for was deleted"
        case .leaseSettled: "The lease was settled before"
        case .duplicateMessage: "The queue has the message already"
        case .namedTwice: "Named twice in one transaction"
        case .messageLeased: "The message is in somebody's hands"
        case .redriveRunning: "A redrive is running already"
        case .superseded: "A newer poll took over"
        case .fenced: "Another process took over"
        case .notOwner: "Not the owner"
        case .positionReset: "The position was put elsewhere"
        case .alreadyFired: "It was sent already"
        case .groupActive: "The group has members"
        case .topicIsSource: "Queues read the topic"
        case .queueReadsTopic: "The queue reads a topic"
        case .keyReused: "The Idempotency-Key was used before"
        case .keyInFlight: "The same request is on its way"
        case .staleProducerEpoch: "The producer has begun a later epoch"
        case .producerGap: "Publishes of the producer are missing"
        case .producerSeqReused: "The producer used this number before"
        case .producerSeqForgotten: "The producer is long past this number"
        case .tooManyMessages: "Too many messages"
        case .messageTooLarge: "The message is too large"
        case .beyondEnd: "Beyond the end"
        case .noTopics: "Nothing to read"
        case .outOfRange: "Out of range"
        case .badCron: "Not a cron expression"
        case .unknownZone: "Unknown time zone"
        case .neverDue: "Never due"
        case .sameQueue: "Nowhere to move"
        case .bodyNotJSON: "The topic takes JSON only"
        case .invalidCloudEvent: "Not a CloudEvent"
        case .limitReached: "A limit is reached"
        case .notCompacted: "The topic is not compacted"
        case .queueFull: "The queue is full"
        case .queueNotEmpty: "The queue holds messages"
        case .busy: "Too busy"
        case .journalFull: "The journal is full"
        case .diskFull: "The disk is full"
        case .noReply: "No reply in time"
        case .recovering: "The server is still recovering"
        case .loading: "The keys are still being read"
        case .shuttingDown: "The server is shutting down"
        case .internalError: "The server made a mistake"
        }
    }
}
