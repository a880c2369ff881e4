/// The whole interface: every path, and what each method on it does.
///
/// Rows `in` a namespace stand twice: below `/v1` for the namespace `default`, and below `/v1/ns/{ns}`.
/// `openapi.yaml` describes the same table; a test compares the two.
package enum Routes {
    package static let table: [Route] = [
        Route("/", get: .getIndex),
        Route("/livez", get: .getLiveness),
        Route("/readyz", get: .getReadiness),
        Route("/metrics", get: .getMetrics),
        Route("/openapi.yaml", get: .getDescription),
        Route("/v1/checkpoints", post: .makeCheckpoint),
        Route("/v1/dev/clock:advance", post: .advanceClock),

        Route("/v1/definitions", get: .getDefinitions, put: .applyDefinitions),

        Route("/v1/ns", get: .listNamespaces),
        Route("/v1/ns/{ns}", get: .getNamespace, put: .declareNamespace, delete: .deleteNamespace),

        Route(in: "/topics", get: .listTopics),
        Route(
            in: "/topics/{topic}",
            get: .getTopic, put: .declareTopic, patch: .changeTopic, delete: .deleteTopic),
        Route(in: "/topics/{topic}/messages", get: .readTopic, post: .publish),
        Route(in: "/topics/{topic}/messages:batch", post: .publishBatch),
        Route(in: "/topics/{topic}/messages:stream", post: .publishStream),
        Route(in: "/topics/{topic}/messages:truncate", post: .truncateTopic),
        Route(in: "/topics/{topic}/partitions/{partition}/messages/{offset}", get: .getMessage),
        Route(in: "/topics/{topic}/partitions/{partition}/segments", get: .listSegments),
        Route(in: "/topics/{topic}/partitions/{partition}/segments/{segment}", get: .getSegment),
        Route(in: "/topics/{topic}/offsets", get: .getOffsets),

        Route(in: "/groups/{group}/lag", get: .getLag),
        Route(in: "/lag", get: .listLag),

        Route(in: "/queues", get: .listQueues),
        Route(
            in: "/queues/{queue}",
            get: .getQueue, put: .declareQueue, patch: .changeQueue, delete: .deleteQueue),
        Route(
            in: "/queues/{queue}/messages", get: .lookIntoQueue, post: .publishToQueue, delete: .purgeQueue),
        Route(
            in: "/queues/{queue}/messages/{message}", get: .getQueueMessage, delete: .deleteQueueMessage),
        Route(in: "/queues/{queue}/messages:delete", post: .deleteQueueMessages),
        Route(in: "/queues/{queue}/messages:move", post: .moveQueueMessages),
        Route(in: "/queues/{queue}/redrives", get: .listRedrives, post: .startRedrive),
        Route(in: "/queues/{queue}/redrives/{redrive}", get: .getRedrive, delete: .cancelRedrive),
        Route(in: "/queues/{queue}/messages:batch", post: .publishBatchToQueue),
        Route(in: "/queues/{queue}/messages:stream", post: .publishStreamToQueue),
        Route(in: "/queues/{queue}/receive", post: .receive),
        Route(in: "/queues/{queue}/next", post: .receiveNext),
        Route(in: "/queues/{queue}/settle", post: .settle),
        Route(in: "/queues/{queue}/leases/{lease}", delete: .ackLease),
        Route(in: "/queues/{queue}/leases/{lease}/nack", post: .nackLease),
        Route(in: "/queues/{queue}/leases/{lease}/extend", post: .extendLease),
        Route(in: "/queues/{queue}/leases/{lease}/reject", post: .rejectLease),
        Route(in: "/queues/{queue}/leases/{lease}/defer", post: .deferLease),
        Route(in: "/queues/{queue}/leases/{lease}/reply", post: .replyToLease),
        Route(in: "/queues/{queue}/requests", post: .request),
        Route(in: "/queues/{queue}/stats", get: .getQueueStats),
        Route(in: "/queues/{queue}/pause", post: .pauseQueue),
        Route(in: "/queues/{queue}/resume", post: .resumeQueue),

        Route(in: "/transactions", get: .listPrepared, post: .transact),
        Route(in: "/exchanges", get: .listExchanges),
        Route(
            in: "/exchanges/{exchange}",
            get: .getExchange, put: .declareExchange, patch: .changeExchange, delete: .deleteExchange),
        Route(in: "/exchanges/{exchange}/messages", post: .publishToExchange),
        Route(in: "/exchanges/{exchange}/messages:batch", post: .publishBatchToExchange),
        Route(in: "/exchanges/{exchange}/route", post: .explainRoute),
        Route(in: "/exchanges/{exchange}/tail", get: .tailExchange),
        Route(in: "/exchanges/{exchange}/bindings", get: .listBindings),
        Route(
            in: "/exchanges/{exchange}/bindings/{binding}", get: .getBinding, put: .bind, delete: .unbind),
        Route(in: "/transactions/{transaction}", get: .getPrepared),
        Route(in: "/transactions/{transaction}/commit", post: .commitPrepared),
        Route(in: "/transactions/{transaction}/rollback", post: .rollBackPrepared),

        Route(in: "/groups", get: .listGroups),
        Route(
            in: "/groups/{group}",
            get: .getGroup, put: .declareGroup, patch: .changeGroup, delete: .deleteGroup),
        Route(in: "/groups/{group}/poll", post: .pollGroup),
        Route(in: "/groups/{group}/pause", post: .pauseGroup),
        Route(in: "/groups/{group}/resume", post: .resumeGroup),
        Route(in: "/groups/{group}/members", get: .listMembers, post: .joinGroup),
        Route(in: "/groups/{group}/members/{member}", delete: .leaveGroup),
        Route(in: "/groups/{group}/members/{member}/heartbeat", post: .heartbeat),
        Route(in: "/groups/{group}/members/{member}/stream", get: .streamGroup),
        Route(in: "/groups/{group}/offsets", get: .getGroupOffsets, post: .commitOffsets),
        Route(in: "/groups/{group}/offsets:reset", post: .resetOffsets),
        Route(in: "/groups/{group}/snapshots", get: .listSnapshots),
        Route(
            in: "/groups/{group}/snapshots/{snapshot}",
            get: .getSnapshot, put: .saveOffsets, delete: .deleteSnapshot),

        Route(in: "/policies", get: .listPolicies),
        Route(in: "/policies/{policy}", get: .getPolicy, put: .declarePolicy, delete: .deletePolicy),

        Route(in: "/schedules", get: .listSchedules),
        Route(
            in: "/schedules/{schedule}", get: .getSchedule, put: .declareSchedule, delete: .deleteSchedule),
        Route(in: "/schedules/{schedule}/run", post: .runSchedule),
        Route(in: "/schedules/{schedule}/pause", post: .pauseSchedule),
        Route(in: "/schedules/{schedule}/resume", post: .resumeSchedule),
    ]
}
