internal import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Dead letters that a worker read and wrote anew, each with what it died of.
///
/// Filled by one worker, then used by one loop.
final class DeadLetterBlock: @unchecked Sendable {
    /// One of them.
    private struct Letter {
        let run: SlotRun
        /// Where its line ends in `lines`.
        let end: Int
        /// Where what it was routed by ends in `keys`.
        let keyEnd: Int
        /// The priority it has where there are priorities.
        let priority: UInt8
        /// Where the exchange sends it that the batch goes to.
        let routed: Routed?
    }

    /// Bytes of lines from which on the rest is left for the next block.
    private static let bytesMax = 512 * 1024

    /// The exchange that all of them go to, if they do.
    let exchange: MessageExchange?
    private var letters: [Letter] = []
    /// The offset behind the last message looked at.
    private(set) var next = Offset.zero
    /// Whether some message that was looked at has to stay where it is.
    private(set) var leavesSome = false
    private var lines = ByteBuffer()
    private var keys = ByteBuffer()
    private var deathsText = ByteBuffer()
    private var letter = ByteBuffer()

    init(to exchange: MessageExchange?) { self.exchange = exchange }

    /// Letters in it.
    var count: Int { letters.count }

    /// The line of the letter at `index`.
    func line(_ index: Int) -> ByteView {
        lines.bytes[(index == 0 ? 0 : letters[index - 1].end)..<letters[index].end]
    }

    func priority(_ index: Int) -> UInt8 { letters[index].priority }

    /// The messages that some of the letters were, ascending as they are.
    func runs(of indices: [Int]) -> [SlotRun] {
        var runs: [SlotRun] = []
        for index in indices { runs.join(letters[index].run) }
        return runs
    }

    /// What the exchange is to store of a letter.
    func fanBlock(_ index: Int) -> FanBlock? {
        guard let routed = letters[index].routed else { return nil }
        let key = keys.bytes[(index == 0 ? 0 : letters[index - 1].keyEnd)..<letters[index].keyEnd]
        return FanBlock(
            routed: routed, count: 1, suffixes: line(index), routingKey: key,
            traits: MessageTraits(priority: letters[index].priority))
    }

    /// The letters that go the same ways, each group ascending.
    func groups() -> [[Int]] {
        guard exchange != nil else { return [Array(letters.indices)] }
        var groups: [[Int]] = []
        for index in letters.indices {
            guard let routed = letters[index].routed else { continue }
            let group = groups.firstIndex { letters[$0[0]].routed?.isLike(routed) == true }
            if let group { groups[group].append(index) } else { groups.append([index]) }
        }
        return groups
    }

    /// Reads the messages of `batch` as far as they fit.
    func fill(_ batch: DoomedBatch, from log: LogView) {
        for message in batch.messages {
            if lines.count >= Self.bytesMax { return }
            let added = add(message, of: batch, from: log)
            // What was routed by other tables is left for the next block.
            if added == .outdated { return }
            next = message.offset + 1
            if added == .stays { leavesSome = true }
        }
    }

    private enum Added { case added, stays, outdated }

    /// Writes one message anew, unless it cannot be read or would go nowhere, or round in a circle.
    private func add(_ message: DoomedBatch.Message, of batch: DoomedBatch, from log: LogView) -> Added {
        var added = Added.stays
        do throws(LogStoreError) {
            _ = try log.readBlocking(from: message.offset, upTo: message.offset + 1, bytesMax: .max) { run in
                guard let found = run.message(at: message.offset) else { return true }
                do throws(FormatError) { added = try write(found.suffix, message, of: batch) } catch {}
                return false
            }
        } catch { return .stays }
        return added
    }

    private func write(
        _ suffix: ByteView, _ message: DoomedBatch.Message, of batch: DoomedBatch
    ) throws(FormatError) -> Added {
        let view = try LineSuffixView(parsing: suffix)
        var deaths =
            try view.deaths.map { range throws(FormatError) in
                try Deaths(reading: suffix[range])
            } ?? Deaths()
        let priority = batch.priority ?? deaths.priority ?? 0
        deaths.add(
            in: batch.name, message.reason, failures: Int(message.failures), detail: message.detail,
            exchange: view.exchangeText,
            routingKey: view.routingKeyText,
            priority: batch.priority, at: batch.now)
        deathsText.removeAll()
        deaths.write(into: &deathsText)
        letter.removeAll()
        var routed: Routed?
        if let exchange {
            let key = batch.exchange?.routingKey ?? view.routingKeyText ?? batch.name
            let found = route(view, by: key, deaths, exchange)
            if let first = letters.first?.routed, first.routes != found.routes { return .outdated }
            if found.targets.isEmpty { return .stays }
            routed = found
            key.withByteView { keys.append($0) }
        } else {
            if !batch.isTopic, deaths.isCycle(to: batch.target) { return .stays }
            view.write(deaths: deathsText.bytes, into: &letter)
        }
        lines.append(letter.bytes)
        let run = SlotRun(
            first: message.offset, count: 1, generation: message.generation, lane: batch.lane)
        letters.append(
            Letter(run: run, end: lines.count, keyEnd: keys.count, priority: priority, routed: routed))
        return .added
    }

    /// Writes the letter and finds where an exchange sends it; queues are left out that it would go round to.
    private func route(
        _ view: LineSuffixView, by key: String, _ deaths: Deaths, _ exchange: MessageExchange
    ) -> Routed {
        key.withByteView { key in
            exchange.name.withByteView { name in
                view.write(
                    deaths: deathsText.bytes, routing: LineRouting(exchange: name, key: key), into: &letter)
            }
            var routed = exchange.route(key: key, line: letter.bytes)
            routed.leaveOut { target in
                if case .queue(let queue) = target { deaths.isCycle(to: queue.name) } else { false }
            }
            return routed
        }
    }
}

extension [SlotRun] {
    /// Adds a run, as a part of the last one where they are alike neighbours.
    fileprivate mutating func join(_ run: SlotRun) {
        if let last, last.isContinued(by: run) { self[count - 1].count += run.count } else { append(run) }
    }
}
