internal import Base
internal import Broker
package import HTTPTransport
package import HTTPWire
package import Node
internal import Reactor
internal import Synchronization

/// The HTTP interface of a node: finds a request's route, checks its options, lets a handler answer.
///
/// Handlers are extensions in `Handlers/`, one file per tag of openapi.yaml. They run on the connection's
/// loop, hold no lock, and either answer or throw a `Problem`. Any loop may use it.
package final class Interface: Responder {
    let node: Node
    /// Bytes of a published body, after inflation.
    let bodyBytesMax: Int
    /// What dashboards were answered lately.
    let boards = BoardCache()
    /// What this build calls itself.
    let version: String
    /// What the transport counts, once there is one.
    private let transport = Mutex<(@Sendable () -> ServerCounters)?>(nil)

    package init(
        node: Node, version: String = "", bodyBytesMax: Int = Limits.bodyBytesDefault
    ) {
        self.node = node
        self.version = version
        self.bodyBytesMax = bodyBytesMax
    }

    /// Shows the transport's counters in `/metrics`; the transport is made after the interface.
    package func show(transport counters: @escaping @Sendable () -> ServerCounters) {
        transport.withLock { $0 = counters }
    }

    /// What the transport has counted so far.
    var transportCounters: ServerCounters? { transport.withLock { $0 }?() }

    /// The fields that a web page may read of an answer, for the transport's settings.
    package static let exposedFields = [
        "Location", "ETag", "Retry-After", "Allow", "Martlet-Next", "Martlet-Up-To-Date", "Martlet-Lease",
        "Martlet-Leased-Until", "Martlet-Delivery", "Martlet-Deliveries", "Martlet-Failures", "Martlet-Id",
        "Martlet-State",
        "Martlet-Offset", "Martlet-Timestamp", "Martlet-Event-Time", "Martlet-Key", "Martlet-Tombstone",
        "ce-specversion", "ce-id", "ce-source", "ce-type", "ce-subject", "ce-time", "ce-dataschema",
        "Idempotency-Replayed", "Martlet-Epoch", "Martlet-Skipped",
    ].joined(separator: ", ")

    package func respond(to exchange: Exchange) async {
        do throws(Problem) { try await answer(exchange) } catch { exchange.answer(error) }
    }

    package func refuse(_ refusal: Refusal, on exchange: Exchange) { exchange.answer(Problem(refusal)) }

    private func answer(_ exchange: Exchange) async throws(Problem) {
        var decoded = ByteBuffer()
        // `path` may stand in it until the answer is given.
        defer { decoded.removeAll() }
        var path = exchange.path
        if path.firstIndex(of: UInt8(ascii: "%")) != nil {
            try PathDecoding.decode(path, into: &decoded)
            path = decoded.bytes
        }
        guard let match = RouteMatch(path) else {
            if exchange.method == .options, path == "*" { return exchange.answerAllow(Route.everything) }
            throw Problem(noRouteFor: path)
        }
        guard let operation = match.route.operation(of: exchange.method) else {
            if exchange.method == .options { return exchange.answerAllow(match.route.allow) }
            throw Problem(methodNotAllowedOn: match.route)
        }
        let call = Call(
            exchange: exchange, operation: operation, parameters: match.parameters, path: path)
        try await answer(call)
    }

    /// Reads the options, runs the handler, and gives the options' buffer back whatever came of it.
    private func answer(_ call: Call) async throws(Problem) {
        if call.operation.needsReadiness { try checkReadiness() }
        let exchange = call.exchange
        var options = OptionReader(call.operation, keeping: exchange.buffers.take(4096))
        var refusal: Problem?
        do throws(Problem) {
            try options.read(query: exchange.query)
            try exchange.readOptionFields(into: &options)
            try await run(call, &options)
        } catch { refusal = error }
        exchange.buffers.give(options.take())
        if let refusal { throw refusal }
    }

    func checkReadiness() throws(Problem) {
        switch node.readiness {
        case .ready: return
        case .recovering(let done, let total): throw Problem(recovering: done, of: total)
        case .stopping: throw Problem(BrokerError.shuttingDown)
        }
    }

    private func run(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        switch call.operation {
        case .getIndex: try answerIndex(call)
        case .getLiveness: answerLiveness(call)
        case .getReadiness: try answerReadiness(call)
        case .getMetrics: answerMetrics(call)
        case .getDescription: answerDescription(call)
        case .makeCheckpoint: try await makeCheckpoint(call)
        case .advanceClock: try await advanceClock(call)
        case .getDefinitions, .applyDefinitions: try await runDefinitions(call, options)
        case .listNamespaces: try listNamespaces(call)
        case .declareNamespace: try await declareNamespace(call)
        case .getNamespace: try showNamespace(call)
        case .deleteNamespace: try await deleteNamespace(call)
        case .listTopics: try listTopics(call)
        case .declareTopic: try await declareTopic(call)
        case .getTopic: try showTopic(call, options)
        case .changeTopic: try await changeTopic(call)
        case .deleteTopic: try deleteTopic(call)
        case .publish: try await publish(call, &options)
        case .publishBatch: try await publishBatch(call, options)
        case .publishStream: try await publishStream(call, options)
        case .readTopic: try await readTopic(call, options)
        case .getMessage: try await readMessage(call, options)
        case .listSegments: try listSegments(call)
        case .getSegment: try await getSegment(call)
        case .getOffsets: try await showOffsets(call, options)
        case .getLag: try await showLag(call, options)
        case .listLag: try await listLag(call, options)
        case .truncateTopic: try await truncateTopic(call)
        case .receive, .receiveNext, .settle, .ackLease, .nackLease, .extendLease, .rejectLease, .deferLease:
            try await runLeases(call, options)
        case .listQueues, .declareQueue, .getQueue, .changeQueue, .deleteQueue, .pauseQueue, .resumeQueue,
            .getQueueStats, .publishToQueue, .publishBatchToQueue, .publishStreamToQueue, .purgeQueue:
            try await runQueues(call, &options)
        case .listExchanges, .declareExchange, .getExchange, .changeExchange, .deleteExchange, .listBindings,
            .bind, .getBinding, .unbind, .publishToExchange, .publishBatchToExchange, .explainRoute,
            .tailExchange:
            try await runExchanges(call, &options)
        case .lookIntoQueue, .getQueueMessage, .deleteQueueMessage, .deleteQueueMessages, .moveQueueMessages,
            .request, .replyToLease, .startRedrive, .listRedrives, .getRedrive, .cancelRedrive:
            try await runContents(call, &options)
        case .listGroups, .declareGroup, .getGroup, .changeGroup, .deleteGroup, .pauseGroup, .resumeGroup,
            .pollGroup, .listMembers, .joinGroup, .heartbeat, .leaveGroup, .streamGroup, .commitOffsets,
            .getGroupOffsets, .resetOffsets, .listSnapshots, .getSnapshot, .saveOffsets, .deleteSnapshot:
            try await runGroups(call, &options)
        case .transact: try await transact(call, options)
        case .listSchedules, .declareSchedule, .getSchedule, .deleteSchedule, .runSchedule, .pauseSchedule,
            .resumeSchedule:
            try await runSchedules(call, options)
        case .listPolicies, .declarePolicy, .getPolicy, .deletePolicy: try await runPolicies(call)
        case .listPrepared, .getPrepared, .commitPrepared, .rollBackPrepared:
            try await runPrepared(call, options)
        }
    }

    /// What is done with messages in hand.
    private func runLeases(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        switch call.operation {
        case .receive: try await receive(call, options)
        case .receiveNext: try await receiveNext(call, options)
        case .settle: try await settle(call)
        case .ackLease: try ackLease(call)
        case .nackLease: try await nackLease(call)
        case .extendLease: try await extendLease(call)
        case .rejectLease: try await rejectLease(call)
        default: try await deferLease(call)
        }
    }

    /// What is done with queues as wholes, and what is published to them.
    private func runQueues(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        switch call.operation {
        case .listQueues: try listQueues(call)
        case .declareQueue: try await declareQueue(call)
        case .getQueue: try showQueue(call, options)
        case .changeQueue: try await changeQueue(call)
        case .deleteQueue: try deleteQueue(call, options)
        case .pauseQueue: try pauseQueue(call, true)
        case .resumeQueue: try pauseQueue(call, false)
        case .getQueueStats: try showQueueStats(call)
        case .publishToQueue: try await publishToQueue(call, &options)
        case .publishBatchToQueue: try await publishBatchToQueue(call, options)
        case .publishStreamToQueue: try await publishStreamToQueue(call, options)
        default: try purgeQueue(call)
        }
    }

    /// What is done with what lies in a queue, without receiving it.
    private func runContents(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        switch call.operation {
        case .lookIntoQueue: try await lookIntoQueue(call, options)
        case .getQueueMessage: try await showQueueMessage(call, options)
        case .deleteQueueMessage: try deleteQueueMessage(call)
        case .deleteQueueMessages: try await deleteQueueMessages(call)
        case .moveQueueMessages: try await moveQueueMessages(call)
        case .request: try await request(call, &options)
        case .replyToLease: try await replyToLease(call, &options)
        case .startRedrive: try await startRedrive(call)
        case .listRedrives: try listRedrives(call)
        case .getRedrive: try showRedrive(call)
        default: try cancelRedrive(call)
        }
    }

    private func runGroups(_ call: Call, _ options: inout OptionReader) async throws(Problem) {
        switch call.operation {
        case .listGroups: try listGroups(call)
        case .declareGroup: try await declareGroup(call)
        case .getGroup: try showGroup(call)
        case .changeGroup: try await changeGroup(call)
        case .deleteGroup: try deleteGroup(call)
        case .pauseGroup: try pauseGroup(call, true)
        case .resumeGroup: try pauseGroup(call, false)
        case .pollGroup: try await pollGroup(call, options)
        case .listMembers: try listMembers(call)
        case .joinGroup: try await joinGroup(call)
        case .heartbeat: try await heartbeat(call)
        case .leaveGroup: try leaveGroup(call, options)
        case .streamGroup: try await streamGroup(call, options)
        case .commitOffsets: try await commitOffsets(call)
        case .getGroupOffsets: try showGroupOffsets(call)
        case .resetOffsets: try await resetOffsets(call, options)
        case .listSnapshots: try listSnapshots(call)
        case .getSnapshot: try showSnapshot(call)
        case .saveOffsets: try await saveOffsets(call)
        default: try dropSnapshot(call)
        }
    }
}
