internal import Base
internal import LogFormat

/// Queues that recognise messages which come again.
extension Broker {
    /// Messages of a publish that its queue knows by their ids, or that come twice in it.
    func duplicates(in command: AppendCommand, of queue: Queue, now: Instant) -> [Duplicate] {
        guard let window = queue.settings.choosing.dedupe else { return [] }
        var found: [Duplicate] = []
        // Looked up, never iterated.
        var seen: [UInt64: Int] = [:]
        var item = 0
        for index in 0...command.rest.count {
            let block = index == 0 ? command.first : command.rest[index - 1]
            guard !block.each.isEmpty || block.traits.dedupe != 0 else {
                item += Int(block.count)
                continue
            }
            for line in 0..<Int(block.count) {
                let hash = block.traits(of: line).dedupe
                if hash == 0 {
                    // Never recognised.
                } else if let place = queue.recognised.find(hash, after: now.before(window)) {
                    found.append(Duplicate(item: item, of: .stored(place)))
                } else if let first = seen[hash] {
                    found.append(Duplicate(item: item, of: .item(first)))
                } else {
                    seen[hash] = item
                }
                item += 1
            }
        }
        return found
    }

    /// Whether earlier parts of the command bring a message that one of these is a duplicate of.
    func isPending(_ command: AppendCommand, of queue: Queue, _ decision: borrowing Decision) -> Bool {
        guard !decision.identified.isEmpty, queue.settings.choosing.dedupe != nil else { return false }
        for index in 0...command.rest.count {
            let block = index == 0 ? command.first : command.rest[index - 1]
            for line in 0..<(block.each.isEmpty ? 1 : Int(block.count)) {
                let hash = block.traits(of: line).dedupe
                if hash != 0, decision.identified.contains(IdentifiedMessage(queue: queue.id, hash: hash)) {
                    return true
                }
            }
        }
        return false
    }

    /// Yields by what the messages of a block, appended from `first` on, will be recognised.
    func identify(
        _ block: AppendCommand.Block, at first: Offset, in queue: Queue, now: Instant,
        _ decision: inout Decision
    ) {
        guard queue.settings.choosing.dedupe != nil, !block.each.isEmpty || block.traits.dedupe != 0 else {
            return
        }
        let lane = queue.lane(of: block.log) ?? 0
        var messages: [Identified.Message] = []
        for line in 0..<Int(block.count) {
            let hash = block.traits(of: line).dedupe
            guard hash != 0 else { continue }
            decision.identified.insert(IdentifiedMessage(queue: queue.id, hash: hash))
            messages.append(Identified.Message(hash: hash, place: LaneOffset(lane: lane, first + line)))
        }
        guard !messages.isEmpty else { return }
        decision.events.append(.identified(Identified(queue: queue.id, at: now, messages: messages)))
    }

    mutating func evolve(_ event: Identified, at sequence: JournalSequence) {
        guard let queue = entities.queue(event.queue), queue.mark.admits(sequence),
            let window = queue.settings.choosing.dedupe
        else { return }
        for message in event.messages {
            queue.recognised.add(
                message.hash, message.place, at: event.at, forgettingUntil: event.at.before(window))
        }
    }
}

/// A message that a decision brings, by what its queue will recognise.
struct IdentifiedMessage: Hashable {
    let queue: EntityID
    let hash: UInt64
}
