package import Base
package import LogFormat

/// What is lost, or would be: commands, the messages of each log, and events of other kinds.
package struct GivenUp: Equatable, Sendable {
    /// Sequences of the frames, first and last that is known.
    package private(set) var commands: ClosedRange<JournalSequence>?
    /// Offsets by log, as far as they are known; neighbours are joined.
    package private(set) var messages: [LogID: [Range<Offset>]] = [:]
    /// Other events by kind.
    package private(set) var events: [EventKind: Int] = [:]
    /// Whether more may be lost than could be read.
    package var isAtLeast = false

    package init() {}

    package var isEmpty: Bool { commands == nil && messages.isEmpty && events.isEmpty }

    /// Logs that lose messages, by number.
    package var logs: [LogID] { messages.keys.sorted() }

    /// Adds frames by sequence.
    package mutating func add(command sequence: JournalSequence) {
        guard let known = commands else {
            commands = sequence...sequence
            return
        }
        commands = min(known.lowerBound, sequence)...max(known.upperBound, sequence)
    }

    /// Adds messages of a log.
    package mutating func add(_ log: LogID, _ offsets: Range<Offset>) {
        guard !offsets.isEmpty else { return }
        let ranges = messages[log] ?? []
        if let last = ranges.last, offsets.lowerBound <= last.upperBound,
            last.lowerBound <= offsets.upperBound
        {
            let joined =
                min(last.lowerBound, offsets.lowerBound)..<max(last.upperBound, offsets.upperBound)
            messages[log] = ranges.dropLast() + [joined]
        } else {
            messages[log] = ranges + [offsets]
        }
    }

    package mutating func add(_ kind: EventKind) { events[kind, default: 0] += 1 }

    /// Adds all that `other` holds.
    package mutating func add(_ other: GivenUp) {
        if let commands = other.commands {
            add(command: commands.lowerBound)
            add(command: commands.upperBound)
        }
        for log in other.logs { for offsets in other.messages[log] ?? [] { add(log, offsets) } }
        for kind in EventKind.allCases {
            if let count = other.events[kind] { events[kind, default: 0] += count }
        }
        isAtLeast = isAtLeast || other.isAtLeast
    }
}
