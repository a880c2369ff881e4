import Base
import LogFormat
import Node
import TestSupport

extension NodeSimulation {
    /// Compares what a start has found with what clients were told before.
    func compareRecovered() {
        guard let node = life.opened?.node else { return }
        let found = node.gateNow().mark.current
        trace.note("recovered up to \(found.rawValue)")
        if found < mustHave {
            return fail("recovered up to \(found.rawValue), short of \(mustHave.rawValue)")
        }
        if found > max(mayHave, mustHave) { return fail("recovered \(found.rawValue), which nobody wrote") }
        guard oracle.rewind(to: found) else { return fail("no state is known of \(found.rawValue)") }
        if found < mayHave { tally.cuts += 1 }
        if found == mayHave, !traceAtEnd.isEmpty, brokerTrace(node) != traceAtEnd {
            trace.note(String(decoding: traceAtEnd, as: UTF8.self))
            trace.note(String(decoding: brokerTrace(node), as: UTF8.self))
            return fail("replay made another state than the one before")
        }
        mustHave = found
        mayHave = found
        leases.removeAll { oracle.state.queue($0.queue) == nil }
        compareCatalog(node)
        compareLogs(node)
    }

    private func compareCatalog(_ node: Node) {
        let names = (["default"] + oracle.state.namespaces.map(\.name)).sorted()
        if worlds(node).map(\.name) != names {
            return fail("namespaces \(worlds(node).map(\.name))")
        }
        let topics = worlds(node).flatMap { $0.topics() }
        let queues = worlds(node).flatMap { $0.queues() }
        if topics.count != oracle.state.topics.count || queues.count != oracle.state.queues.count {
            return fail("\(topics.count) topics and \(queues.count) queues are there")
        }
        for topic in topics {
            guard let index = oracle.state.topic(topic.id) else { return fail("topic \(topic.name) is new") }
            let known = oracle.state.topics[index]
            if topic.name != known.name || topic.namespace.id != known.namespace
                || topic.settings.withoutPolicy != known.settings
                || topic.logs.map(\.id) != known.logs.map(\.id)
            {
                return fail("topic \(topic.name) is not as declared")
            }
        }
        for queue in queues {
            guard let index = oracle.state.queue(queue.id) else { return fail("queue \(queue.name) is new") }
            let known = oracle.state.queues[index]
            if queue.name != known.name || queue.namespace.id != known.namespace
                || queue.settings.withoutPolicy != known.settings || queue.log.id != known.log.id
            {
                return fail("queue \(queue.name) is not as declared")
            }
        }
        compareCounts(node)
        compareExchanges(node)
        compareSide(node)
    }

    private func compareCounts(_ node: Node) {
        for queue in worlds(node).flatMap({ $0.queues() }) {
            guard let index = oracle.state.queue(queue.id) else { continue }
            do throws(Refused) {
                check(oracle.state.queues[index].mismatch(try queue.counts().value, now: node.now()))
            } catch { fail("counts of \(queue.name) were refused: \(error.reason)") }
        }
    }

    /// Reads every log from its beginning to its end.
    func compareLogs(_ node: Node) {
        let life = life
        for namespace in worlds(node) {
            for log in namespace.topics().flatMap(\.logs) + namespace.queues().map(\.log) {
                let known = oracle.state.log(log.id)?.lines.count ?? -1
                let begin = oracle.state.log(log.id)?.start ?? .zero
                let latest = oracle.state.mayBegin(log.id, now: node.now())
                // Beyond that it may begin where the first message is that compaction has left.
                checkNothing(of: log, from: latest, upTo: log.earliest)
                if log.earliest < begin
                    || log.visibleEnd != Offset(UInt64(max(0, known)))
                {
                    fail(
                        """
                        log \(log.id.rawValue) goes from \(log.earliest.rawValue) to \(log.visibleEnd.rawValue) \
                        instead of \(begin.rawValue) to \(known)
                        """)
                }
                start("comparing") { [self] in await read(log, from: log.earliest, bytesMax: .max, in: life) }
            }
        }
        var isBusy = true
        while isBusy, isGoingOn {
            isBusy = life.scheduler.stepWorker(0)
            for loop in 0..<life.scheduler.loopCount where life.scheduler.stepLoop(loop) { isBusy = true }
        }
        if isGoingOn, life.tasksRunning > 0 { fail("a read never came to its end") }
    }

    /// When everything is at rest, nobody waits for what is there already.
    func compareAtRest(_ node: Node) {
        compareCatalog(node)
        let unsent = life.answers.count { !$0.isSent }
        if unsent > 0 { fail("\(unsent) answers were never sent") }
        if life.tasksRunning > 0 { fail("clients never got an answer: \(life.tasks.values.sorted())") }
        for (index, watch) in life.watches.enumerated() where !watch.isDone {
            if watch.log.isClosed || watch.log.visibleEnd > watch.from {
                fail("watch \(index) was never woken")
            }
        }
        for (place, parked) in life.parked.enumerated() where !parked.isDone {
            if parked.isObserved { fail("parked receiver \(place) was never woken") }
            guard let index = oracle.state.queue(parked.queue) else {
                fail("parked receiver \(place) waits at a deleted queue")
                continue
            }
            if oracle.state.queues[index].messages.contains(where: { $0.isSurelyReady }) {
                fail("parked receiver \(place) waits while there are messages")
            }
        }
        life.answers.removeAll()
    }
}
