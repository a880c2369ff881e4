internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

extension Shard {
    /// Lets messages arrive at a queue or topic of their namespace and leave their own; returns how many.
    ///
    /// Those that are in somebody's hands by now stay. With `step` a redrive comes further in the same frame.
    func relocate(
        _ lines: MovedLines, from source: Queue, to target: MoveTarget?, step: RedriveStep? = nil
    ) throws(Refused) -> Gated<Int> {
        try commanded { (state) throws(Refused) -> Gated<Int> in
            var command = RelocateCommand(
                source: source.id, places: lines.places, target: source.id, version: 0, blocks: [],
                step: step)
            var feeder: KeyedLines?
            switch target {
            case nil: break
            case .queue(let name):
                guard let queue = name.withByteView({ source.namespace.queue($0) }) else {
                    throw Refused(.notFound(.queue, name), gate: gate(state.applied))
                }
                command.target = queue.id
                command.version = queue.version
                for index in lines.places.indices {
                    var block = AppendCommand.Block(
                        log: queue.log(nearest: lines.priorities[index]).id, count: 1,
                        bytes: lines.line(index).count)
                    block.traits.failures = lines.failures[index]
                    command.blocks.append(block)
                }
            case .topic(let name):
                guard let topic = name.withByteView({ source.namespace.topic($0) }) else {
                    throw Refused(.notFound(.topic, name), gate: gate(state.applied))
                }
                feeder = enter(lines, into: topic, &command)
            }
            let first = lines.count > 0 ? lines.line(0) : .empty
            let bodies = Bodies(first: first, rest: lines.places.indices.dropFirst().map { lines.line($0) })
            let sequence = commit(.relocate(command), bodies: bodies, in: &state)
            if let refusal = state.decision.refusal { throw Refused(refusal, gate: gate(sequence)) }
            feeder?.feed(state.decision.events)
            guard case .moved(let count) = state.decision.reply else {
                throw Refused(.stale, gate: gate(sequence))
            }
            return Gated(count, gate: gate(sequence))
        }
    }

    /// Makes a block for each line, in the partition of its key.
    private func enter(
        _ lines: MovedLines, into topic: Topic, _ command: inout RelocateCommand
    ) -> KeyedLines? {
        command.target = topic.id
        command.version = topic.version
        var scratch = ByteBuffer()
        let blocks = lines.places.indices.map { topic.block(ofLine: lines.line($0), &scratch) }
        command.blocks = blocks.map { topic.wanted($0) }
        return KeyedLines(topic, blocks)
    }
}
