internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Letting dead letters arrive that were read and written anew.
extension Shard {
    /// Lets a block arrive as far as its targets take it; false when some of it has to stay.
    ///
    /// All at once, as a rule. Where that is refused, those that go the same ways go by themselves, and where
    /// their target has not room for all of them as many as it has room for.
    func deliver(_ block: DeadLetterBlock, of batch: DoomedBatch) -> Bool {
        if block.count == 0 { return true }
        if journal.isFull || handover.isStuck { return false }
        guard let refusal = deliver(Array(0..<block.count), block, of: batch) else { return true }
        let groups = block.groups()
        var isAll = true
        for group in groups {
            if groups.count > 1, deliver(group, block, of: batch) == nil { continue }
            isAll = deliverSome(of: group, after: refusal, block, of: batch) && isAll
        }
        return isAll
    }

    /// Lets messages arrive, more and more at once, until their target has no room; false when some stay.
    private func deliverSome(
        of group: [Int], after refusal: BrokerError, _ block: DeadLetterBlock, of batch: DoomedBatch
    ) -> Bool {
        guard refusal == .queueFull, group.count > 1 else { return false }
        var left = group[...]
        var size = 1
        while !left.isEmpty, deliver(Array(left.prefix(size)), block, of: batch) == nil {
            left = left.dropFirst(size)
            size *= 2
        }
        return left.isEmpty
    }

    /// Lets some messages of a block arrive, or says why not.
    private func deliver(_ indices: [Int], _ block: DeadLetterBlock, of batch: DoomedBatch) -> BrokerError? {
        let bodies = Bodies(
            first: block.line(indices[0]), rest: indices.dropFirst().map { block.line($0) })
        let runs = block.runs(of: indices)
        guard let exchange = block.exchange else {
            return locked { state in append(indices, runs, bodies, block, of: batch, in: &state) }
        }
        let blocks = indices.compactMap { block.fanBlock($0) }
        var feeds: [FanFeed] = []
        let fan = FanCommand(
            namespace: exchange.namespace.id, exchange: exchange.identityTarget,
            routes: blocks.first?.routed.routes ?? 0,
            blocks: blocks.enumerated().map { exchange.block($1, at: $0, &feeds) })
        let command = MoveCommand(source: batch.queue, runs: runs, fan: fan)
        let refusal = locked { state in
            _ = commit(.move(command), bodies: bodies, in: &state)
            if state.decision.refusal == nil { feed(feeds, state.decision.events) }
            return state.decision.refusal
        }
        if refusal == nil { exchange.count(blocks) }
        return refusal
    }

    /// Lets messages arrive at the one queue or topic that they go to. Runs under the lock.
    private func append(
        _ indices: [Int], _ runs: [SlotRun], _ bodies: Bodies, _ block: DeadLetterBlock,
        of batch: DoomedBatch,
        in state: inout ShardState
    ) -> BrokerError? {
        let topic = batch.entity.flatMap { state.entities.topic($0) }
        let queue = batch.entity.flatMap { state.entities.queue($0) }
        var scratch = ByteBuffer()
        let keyed = topic.map { topic in indices.map { topic.block(ofLine: block.line($0), &scratch) } }
        let wanted = indices.enumerated().map { place, index in
            if let topic, let keyed { return topic.wanted(keyed[place]) }
            // Of a queue that is still to be made the log means nothing.
            let log = queue?.log(nearest: block.priority(index)).id ?? LogID(0)
            return AppendCommand.Block(log: log, count: 1, bytes: block.line(index).count)
        }
        let command = MoveCommand(
            source: batch.queue, runs: runs, target: batch.entity, version: topic?.version ?? 0,
            first: wanted[0], rest: Array(wanted.dropFirst()))
        _ = commit(.move(command), bodies: bodies, in: &state)
        guard state.decision.refusal == nil else { return state.decision.refusal }
        topic.flatMap { KeyedLines($0, keyed ?? []) }?.feed(state.decision.events)
        return nil
    }
}
