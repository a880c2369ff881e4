extension Operation {
    /// The options it knows; every other one is refused.
    package var options: KnownOptions {
        switch self {
        case .publish:
            [
                .key, .keyBase64, .partition, .eventTime, .ack, .tombstone, .expectedOffset,
                .expectedKeyOffset, .captureHeaders, .idempotencyKey, .producerID, .producerEpoch,
                .producerSeq, .prepare, .deadline,
            ]
        case .publishBatch:
            [
                .partition, .ack, .expectedOffset, .results, .idempotencyKey, .producerID, .producerEpoch,
                .producerSeq,
            ]
        case .publishStream: [.partition, .ack]
        case .publishStreamToQueue: [.ack, .delay, .at, .ttl, .priority]
        case .readTopic:
            [
                .from, .partition, .key, .keyBase64, .max, .maxBytes, .wait, .format, .onMissing,
                .lastEventID, .filter,
            ]
        case .getTopic, .getQueue: [.effective]
        case .getMessage: [.raw]
        case .getOffsets: [.at, .wait, .format]
        case .getLag: [.wait, .format]
        case .listLag: [.from, .max, .wait, .format]
        case .listBindings: [.from, .max]
        case .publishToExchange:
            [
                .routingKey, .mandatory, .key, .keyBase64, .eventTime, .ack, .captureHeaders, .idempotencyKey,
                .producerID, .producerEpoch, .producerSeq, .delay, .at, .ttl, .priority, .dedupeID, .group,
            ]
        case .publishBatchToExchange:
            [
                .routingKey, .mandatory, .ack, .idempotencyKey, .producerID, .producerEpoch, .producerSeq,
                .delay, .at, .ttl, .priority,
            ]
        case .tailExchange: [.binding, .filter]
        case .explainRoute: [.routingKey, .key, .keyBase64, .captureHeaders, .eventTime, .max]
        case .publishToQueue:
            [
                .key, .eventTime, .ack, .captureHeaders, .idempotencyKey, .producerID, .producerEpoch,
                .producerSeq, .delay, .at, .ttl, .priority, .dedupeID, .group, .prepare, .deadline,
            ]
        case .publishBatchToQueue:
            [
                .ack, .results, .idempotencyKey, .producerID, .producerEpoch, .producerSeq, .delay, .at, .ttl,
                .priority,
            ]
        case .request: [.key, .eventTime, .captureHeaders, .wait]
        case .lookIntoQueue: [.state, .from, .max, .maxBytes, .filter, .format]
        case .getQueueMessage: [.raw]
        case .receive: [.max, .wait, .lease, .consumer, .attempt, .prefetch]
        case .receiveNext: [.wait, .lease, .consumer, .attempt, .ack, .prefetch]
        case .pollGroup: [.member, .max, .maxBytes, .wait, .format, .filter]
        case .streamGroup: [.topics, .epoch, .filter, .lastEventID]
        case .deleteQueue: [.force]
        case .leaveGroup: [.epoch]
        case .resetOffsets: [.dryRun]
        case .applyDefinitions: [.dryRun, .prune, .force]
        case .transact, .runSchedule: [.idempotencyKey]
        case .listSchedules: [.from, .max]
        case .listPrepared: [.max, .from]
        default: []
        }
    }

    /// Options of others that a later release has here too; they are refused as such, not as unknown.
    package var laterOptions: KnownOptions {
        switch self {
        case .publishToExchange: [.prepare]
        default: []
        }
    }

    /// Whether the message published may be given headers.
    package var takesHeaders: Bool {
        switch self {
        case .publish, .publishToQueue, .publishToExchange, .explainRoute, .tailExchange, .request,
            .replyToLease:
            true
        default: false
        }
    }
}
