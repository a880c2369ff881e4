internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// Reading a topic as server-sent events, for ever.
///
/// Up to 32 partitions each event carries an exact cursor as its id; beyond, each write ends with one, so
/// that a resume may repeat at most that write.
extension Interface {
    /// Whether the client asked for events, before anything of the rest is known to be sound.
    func isEventStream(_ call: Call, _ options: borrowing OptionReader) -> Bool {
        if let format = options.value(.format) { return format == "sse" }
        guard let accept = call.exchange.known(.accept), !(accept == "*/*") else { return false }
        if case .sse = AcceptedTypes(accept).preferred([.json, .ndjson, .sse, .cloudEvents]) { return true }
        return false
    }

    func streamTopic(
        _ call: Call, _ options: borrowing OptionReader, _ topic: Topic
    ) async throws(Problem) {
        let exchange = call.exchange
        let wish = try ReadWish(call, options, topic)
        var reader: TopicReader
        do throws(Problem) {
            reader = TopicReader(
                topic, wish.partitions, from: try await ReadPosition.resolve(wish, topic), filter: wish.filter
            )
        } catch {
            // Any other status than 200 would end an EventSource for good.
            begin(exchange)
            return await end(exchange, with: error)
        }
        begin(exchange)
        if call.isHead { return exchange.endStream() }
        do throws(ClientGone) { try await stream(&reader, on: exchange) } catch { return }
    }

    /// Begins a stream of events.
    func begin(_ exchange: Exchange) {
        exchange.beginStream(
            .ok, .sse,
            fields: {
                $0.noStore()
                $0.append("X-Accel-Buffering: no\r\n")
            })
    }

    private func stream(_ reader: inout TopicReader, on exchange: Exchange) async throws(ClientGone) {
        var renderer = LineRenderer(.events)
        var out = exchange.buffers.take(4096)
        out.append("retry: 2000\n")
        reader.writeMark(into: &out)
        while true {
            let marksEach = reader.topic.partitionCount <= Limits.exactResumePartitionsMax
            var budget = LineBudget(bytes: Limits.streamPieceBytes)
            do throws(Problem) {
                try await reader.fill(&out, &renderer, &budget, marksEach: marksEach)
            } catch { return await end(exchange, with: error) }
            if !marksEach, budget.taken > 0 { reader.writeMark(into: &out) }
            if !out.isEmpty {
                try await exchange.send(taking: out)
                out = exchange.buffers.take(4096)
            } else if !reader.isUpToDate {
                // A long search: the loop's other connections get their turn.
                if await reader.wait(on: exchange, until: exchange.loop.deadline(after: .zero)) == .clientGone
                {
                    throw ClientGone()
                }
            }
            if !reader.isUpToDate { continue }
            switch await reader.wait(on: exchange, until: exchange.loop.deadline(after: Limits.heartbeatTime))
            {
            case .signalled:
                if reader.isClosed {
                    return await end(exchange, with: Problem(.notFound(.topic, reader.topic.name)))
                }
            case .deadline:
                // What a filter passed over is not looked through again after a resume.
                if reader.filter != nil { reader.writeMark(into: &out) }
                out.append(": still here\n\n")
            case .clientGone: throw ClientGone()
            case .stopping: return exchange.endStream()
            }
            reader.takeInNewPartitions()
        }
    }

    /// Ends the stream with an event that says why, and when to come again.
    func end(_ exchange: Exchange, with problem: Problem) async {
        var out = exchange.buffers.take(4096)
        out.append("retry: 15000\nevent: problem\ndata: ")
        problem.write(instance: exchange.path, into: &out)
        out.append("\n\n")
        do throws(ClientGone) { try await exchange.send(taking: out) } catch { return }
        exchange.endStream()
    }
}

extension TopicReader {
    /// An id without an event: where a client resumes that has seen everything up to here.
    func writeMark(into out: inout ByteBuffer) {
        var scratch = ByteBuffer()
        out.append("id: ")
        cursor.write(into: &out, scratch: &scratch)
        out.append("\n\n")
    }
}
