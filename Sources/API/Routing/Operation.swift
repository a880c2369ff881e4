/// What one method on one path does; the raw value is its `operationId` in openapi.yaml.
package enum Operation: String, CaseIterable, Sendable {
    case getIndex, getLiveness, getReadiness, getMetrics, getDescription, makeCheckpoint, advanceClock
    case getDefinitions, applyDefinitions
    case listNamespaces, declareNamespace, getNamespace, deleteNamespace
    case listTopics, declareTopic, getTopic, changeTopic, deleteTopic
    case publish, publishBatch, publishStream, readTopic, getMessage, getOffsets, getLag, listLag,
        listSegments, getSegment,
        truncateTopic
    case listQueues, declareQueue, getQueue, changeQueue, deleteQueue, getQueueStats
    case pauseQueue, resumeQueue
    case publishToQueue, publishBatchToQueue, publishStreamToQueue, purgeQueue
    case lookIntoQueue, getQueueMessage, deleteQueueMessage, deleteQueueMessages, moveQueueMessages
    case request, replyToLease
    case startRedrive, listRedrives, getRedrive, cancelRedrive
    case receive, receiveNext, settle, ackLease, nackLease, extendLease, rejectLease, deferLease
    case listGroups, declareGroup, getGroup, changeGroup, deleteGroup, pauseGroup, resumeGroup, pollGroup
    case listMembers, joinGroup, heartbeat, leaveGroup, streamGroup
    case commitOffsets, getGroupOffsets, resetOffsets
    case listExchanges, declareExchange, getExchange, changeExchange, deleteExchange
    case listBindings, bind, getBinding, unbind, publishToExchange, publishBatchToExchange, explainRoute
    case tailExchange
    case listSnapshots, getSnapshot, saveOffsets, deleteSnapshot
    case transact, listPrepared, getPrepared, commitPrepared, rollBackPrepared
    case listPolicies, declarePolicy, getPolicy, deletePolicy
    case listSchedules, declareSchedule, getSchedule, deleteSchedule
    case runSchedule, pauseSchedule, resumeSchedule
}
