internal import Base
internal import Broker
internal import HTTPTransport
internal import LogFormat
internal import Node
internal import Reactor

/// A member's stream: reads on behind what it handed out, whatever of that is committed yet.
struct GroupStream {
    /// What came of looking for more.
    enum Round { case more, nothing, over }

    private var reader: GroupReader
    /// What was handed out and is not known to be committed, ascending by log.
    private var ends: [LogEnd] = []

    init(_ poll: GroupPoll, turn: LogID, filter: MessageFilter?) {
        reader = GroupReader(poll, turn: turn, filter: filter)
    }

    /// The poll is over.
    func leave() { reader.poll.group.leave(reader.poll) }

    /// An id without an event: where a client resumes that has seen everything up to here.
    func writeMark(into out: inout ByteBuffer) {
        var scratch = ByteBuffer()
        out.append("id: ")
        reader.token(ends).write(into: &out, scratch: &scratch)
        out.append("\n\n")
    }

    /// Renders what is there, after another decision if one is due.
    mutating func fill(_ out: inout ByteBuffer) async throws(Problem) -> Round {
        if reader.isLost || reader.poll.ticket.isStale, try !renew() { return .over }
        let start = out.count
        let before = reader
        var budget = LineBudget(bytes: Limits.streamPieceBytes)
        try await reader.fill(&out, .events, &budget, marks: ends)
        if budget.taken == 0 { return reader.isLost || reader.next != before.next ? .more : .nothing }
        let now = reader.ends(joining: ends)
        switch reader.poll.group.deliver(reader.poll, now, isLast: false) {
        case .go:
            ends = now
            if ends.count > Limits.exactResumePartitionsMax { writeMark(into: &out) }
        case .ended(let end): throw Problem(end)
        case .again:
            out.truncate(to: start)
            reader = before
            if try !renew() { return .over }
        }
        return .more
    }

    /// Waits for more, or until the member has to be heard of.
    func wait(on exchange: Exchange, atMost time: Interval) async -> Wake {
        let settings = reader.poll.group.settings
        let session = min(settings.sessionTimeout, settings.processingTimeout)
        let longest = min(time, Interval(milliseconds: session.milliseconds / 3))
        return await reader.wait(on: exchange, until: exchange.loop.deadline(after: longest))
    }

    /// Says that the member is there, and takes in what it owns now.
    ///
    /// False when it has to let go of something that is not committed.
    mutating func renew() throws(Problem) -> Bool {
        let poll: GroupPoll
        do throws(Refused) { poll = try reader.poll.group.renew(reader.poll, owned: ends.map(\.log)) } catch {
            throw Problem(error, reader.poll.group.namespace)
        }
        reader.go(on: poll)
        ends = ends.filter { end in
            if let place = poll.places.first(where: { $0.log.id == end.log }) {
                return place.offset < end.end
            }
            return poll.polled.revoked.contains(end.log)
        }
        return !ends.contains { poll.polled.revoked.contains($0.log) }
    }
}
