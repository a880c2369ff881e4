import Base
import LogFormat

/// Keeps count of what the events of a journal did to each log, command by command.
struct EventAccount {
    enum Verdict {
        case sound
        /// The frame is not the part of its command that is due.
        case misplaced
        /// An event at a byte of the payload cannot be read.
        case unreadable(FormatError, byte: Int)
    }

    /// Behind the last message of each log.
    var ends: [LogID: Offset] = [:]
    /// First frame of a command of which parts are due.
    private(set) var unfinished: JournalSequence?
    /// Ends that the unfinished command brings once it is whole.
    private var pending: [LogID: Offset] = [:]
    private var partDue: UInt16 = 1
    private var parts: UInt16 = 1
    private var runs: [SlotRun] = []

    var isUnfinished: Bool { unfinished != nil }

    /// Takes in a frame. A journal may begin within a command that is not needed.
    mutating func take(
        _ header: FrameHeader, _ events: ByteView, isNeeded: Bool, _ visit: (Event) -> Void
    ) -> Verdict {
        if unfinished == nil, header.part > 1, !isNeeded { return .sound }
        guard header.part == partDue, header.parts >= header.part, partDue == 1 || header.parts == parts
        else {
            return .misplaced
        }
        parts = header.parts
        unfinished = unfinished ?? header.sequence
        var heads: [AppendedHead] = []
        let verdict = read(events) { _, event in
            if case .appended(let head, _) = event { heads.append(head) } else { visit(event) }
        }
        for head in heads { note(head) }
        partDue += 1
        if header.part == header.parts {
            for (log, end) in pending { ends[log] = end }
            pending.removeAll(keepingCapacity: true)
            unfinished = nil
            partDue = 1
        }
        return verdict
    }

    private mutating func note(_ head: AppendedHead) {
        pending[head.destination.log] = head.destination.first + head.count
        for other in head.others { pending[other.log] = other.first + head.count }
    }

    /// Reads events one behind the other.
    private mutating func read(_ events: ByteView, _ visit: (EventKind, Event) -> Void) -> Verdict {
        var rest = events
        while !rest.isEmpty {
            do throws(FormatError) {
                let header = try EventHeader(decoding: rest)
                runs.removeAll(keepingCapacity: true)
                if let event = try Event.decode(header, rest[0..<header.eventBytes], runs: &runs) {
                    visit(header.kind, event)
                }
                rest = rest.dropping(header.eventBytes)
            } catch { return .unreadable(error, byte: events.count - rest.count) }
        }
        return .sound
    }

    /// What the events of a frame that is given up take along; `isTrusted` false where the frame is damaged.
    mutating func giveUp(_ events: ByteView, isTrusted: Bool, into lost: inout GivenUp) {
        var found: [(kind: EventKind, event: Event)] = []
        if case .unreadable = read(events, { found.append(($0, $1)) }) { lost.isAtLeast = true }
        for (kind, event) in found {
            guard case .appended(let head, _) = event else {
                if isTrusted { lost.add(kind) }
                continue
            }
            for destination in [head.destination] + head.others {
                let known = ends[destination.log]
                // A damaged number must not invent a log, or messages that never were.
                if !isTrusted, destination.first != known ?? .zero { continue }
                let first = min(known ?? destination.first, destination.first)
                lost.add(destination.log, first..<destination.first + head.count)
            }
        }
    }
}
