internal import Base
internal import Broker
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// A member's messages as server-sent events, for as long as it listens.
///
/// The id of an event is a token: a reconnection that gives it back as Last-Event-ID, or a commit of it, says that
/// everything up to there is done. When a partition is to go to another member, and something of it was
/// handed out, the stream ends, so that the client's reconnection commits it.
extension Interface {
    func streamGroup(_ call: Call, _ options: borrowing OptionReader) async throws(Problem) {
        let exchange = call.exchange
        let wish: StreamWish
        let poll: GroupPoll
        do throws(Problem) {
            let group = try group(call)
            if call.isHead {
                // It joins nothing.
                begin(exchange)
                return exchange.endStream()
            }
            wish = try StreamWish(call, options)
            if let topics = wish.topics { try require(topics, in: group.namespace) }
            poll = try enter(group, wish)
        } catch {
            // Any other status than 200 would end an EventSource for good.
            begin(exchange)
            return await end(exchange, with: error)
        }
        begin(exchange)
        await node.durable(poll.gate, loop: exchange.loop.index)
        let filter = MessageFilter(key: nil, pattern: wish.filter)
        let stream = GroupStream(poll, turn: wish.after?.turn ?? LogID(0), filter: filter)
        do throws(ClientGone) { try await send(stream, on: exchange) } catch { poll.group.leave(poll) }
    }

    private func enter(_ group: Group, _ wish: StreamWish) throws(Problem) -> GroupPoll {
        var request = PollRequest(member: wish.member, topics: wish.topics, wait: Limits.heartbeatTime)
        if let token = wish.after {
            try token.check(group, wish.member)
            request.after = PollCommand.After(epoch: token.epoch, ends: token.ends)
        } else if let epoch = wish.epoch {
            request.after = PollCommand.After(epoch: epoch)
        }
        do throws(Refused) { return try group.poll(request) } catch { throw Problem(error, group.namespace) }
    }

    private func send(_ stream: consuming GroupStream, on exchange: Exchange) async throws(ClientGone) {
        var stream = stream
        var out = exchange.buffers.take(4096)
        out.append("retry: 2000\n")
        stream.writeMark(into: &out)
        var round = GroupStream.Round.more
        while round != .over {
            do throws(Problem) {
                round = try await stream.fill(&out)
                if round == .nothing, out.isEmpty {
                    switch await stream.wait(on: exchange, atMost: Limits.heartbeatTime) {
                    case .signalled: break
                    case .deadline:
                        out.append(": still here\n\n")
                        if try !stream.renew() { round = .over }
                    case .clientGone:
                        exchange.buffers.give(out)
                        return stream.leave()
                    case .stopping: round = .over
                    }
                } else if out.isEmpty, round == .more {
                    // A long search: the loop's other connections get their turn.
                    _ = await stream.wait(on: exchange, atMost: .zero)
                }
            } catch {
                exchange.buffers.give(out)
                stream.leave()
                return await end(exchange, with: error)
            }
            // Soon: what was handed out is committed by that.
            if round == .over { out.append("retry: 100\n\n") }
            if !out.isEmpty {
                try await exchange.send(taking: out)
                out = exchange.buffers.take(4096)
            }
        }
        exchange.buffers.give(out)
        stream.leave()
        exchange.endStream()
    }
}
