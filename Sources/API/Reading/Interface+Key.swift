internal import Base
internal import HTTPTransport
internal import LogFormat
internal import Node
internal import Reactor

/// Reading by key from a compacted topic.
extension Interface {
    /// Answers the latest message of a key, or none; the cursor goes on with what is later.
    func answerLatest(
        of key: ByteView, _ call: Call, _ wish: ReadWish, _ topic: Topic
    ) async throws(Problem) {
        let exchange = call.exchange
        let partition = wish.partitions.lowerBound
        let log = topic.log(partition)
        var offsets = topic.logs.map(\.earliest)
        // Taken before the look-up: what is visible by then holds nothing later than what is found.
        var next = log.visibleEnd
        var out = exchange.buffers.take(4096)
        out.append(wish.form.opening)
        var renderer = wish.form.renderer(of: topic)
        var budget = LineBudget(messages: 1)
        do throws(Refused) {
            _ = try await log.readLatest(of: key) { run, offset in
                _ = renderer.render(run, from: offset, budget: &budget, into: &out)
                next = max(next, offset + 1)
            }
        } catch {
            exchange.buffers.give(out)
            throw Problem(error)
        }
        offsets[partition] = next
        let cursor = Cursor(topic: topic.id, nameHash: Cursor.hash(of: topic), offsets: offsets)
        let reader = TopicReader(topic, wish.partitions, from: cursor, filter: wish.filter)
        end(&out, wish.form, reader, exchange)
        answer(exchange, wish.form, reader, taking: out)
    }
}
