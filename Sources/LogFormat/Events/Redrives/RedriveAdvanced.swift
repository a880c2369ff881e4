package import Base

/// Whether a redrive goes on.
package enum RedriveState: UInt8, CaseIterable, Sendable {
    case running = 1
    /// It has come to its end.
    case completed = 2
    /// Somebody ended it.
    case cancelled = 3
    /// Too much of what it moved came back.
    case stopped = 4

    /// The word for it in answers.
    package var name: StaticString {
        switch self {
        case .running: "running"
        case .completed: "completed"
        case .cancelled: "cancelled"
        case .stopped: "stopped"
        }
    }
}

/// How far a redrive has come.
package struct RedriveProgress: Equatable, Sendable {
    /// The message it goes on with.
    package var next = LaneOffset(.zero)
    /// Messages that were moved.
    package var moved: UInt64 = 0
    /// Messages that were passed over: in somebody's hands, or without an origin.
    package var passed: UInt64 = 0
    /// Messages that came back after they had been redriven.
    package var returned: UInt64 = 0
    package var state = RedriveState.running
    /// Up to where each lane was searched for such.
    package var watched: [Offset]

    package init(watched: [Offset]) { self.watched = watched }
}

/// A redrive has come further, or to its end.
///
/// ```
///  0  8  event header
///  8  4  queue
/// 12  4  number of the job in its queue
/// 16  8  time, ms
/// 24  8  the message it goes on with, its lane in the upper bits
/// 32  8  messages moved so far
/// 40  8  messages passed over so far
/// 48  8  messages that came back so far
/// 56  1  1 running, 2 completed, 3 cancelled, 4 stopped
/// 57  3  zero
/// 60  4  lanes n
/// 64  4  length of the tagged fields: none yet
/// 68  8 × n  the offset of each lane up to which it was searched for what came back
/// ```
package struct RedriveAdvanced: Equatable, Sendable {
    package var queue: EntityID
    package var number: UInt32
    package var at: Instant
    package var progress: RedriveProgress

    package init(queue: EntityID, number: UInt32, at: Instant, progress: RedriveProgress) {
        self.queue = queue
        self.number = number
        self.at = at
        self.progress = progress
    }
}

extension RedriveAdvanced {
    init(_ fields: inout FieldReader) throws(FormatError) {
        queue = try fields.entity()
        number = try fields.next(UInt32.self)
        at = try fields.instant()
        progress = RedriveProgress(watched: [])
        progress.next = try fields.laneOffset()
        progress.moved = try fields.next(UInt64.self)
        progress.passed = try fields.next(UInt64.self)
        progress.returned = try fields.next(UInt64.self)
        guard let state = RedriveState(rawValue: try fields.next(UInt8.self)) else {
            throw .badField("state")
        }
        progress.state = state
        try fields.zero(UInt16.self)
        try fields.zero(UInt8.self)
        let lanes = try fields.next(UInt32.self)
        guard try fields.tagged().isAtEnd else { throw .badField("tag") }
        progress.watched = try fields.offsets(lanes)
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.redriveAdvanced)
        output.append(queue)
        output.append(littleEndian: number)
        output.append(at)
        output.append(littleEndian: progress.next.packed)
        output.append(littleEndian: progress.moved)
        output.append(littleEndian: progress.passed)
        output.append(littleEndian: progress.returned)
        output.append(progress.state.rawValue)
        output.append(UInt8(0))
        output.append(littleEndian: UInt16(0))
        output.append(littleEndian: UInt32(progress.watched.count))
        output.appendNoTagged()
        for offset in progress.watched { output.append(littleEndian: offset.rawValue) }
        output.endEvent(start)
    }
}
