package import Base
package import LogFormat

/// A job that moves messages out of a queue, mostly dead letters back to where they died.
///
/// Each step is one frame: what arrives, what leaves, and how far the job came. So it goes on after a crash
/// where it was, and moves nothing twice.
package struct Redrive: Equatable, Sendable {
    /// Number in its queue, from 1.
    package let number: UInt32
    package let startedAt: Instant
    package internal(set) var order: RedriveOrder
    /// The offset of each lane at which it ends.
    package let ends: [Offset]
    package internal(set) var progress: RedriveProgress
    /// When it came further the last time.
    package internal(set) var changedAt: Instant

    package var isRunning: Bool { progress.state == .running }

    init(_ event: RedriveStarted) {
        number = event.number
        startedAt = event.at
        order = event.order
        ends = event.ends
        progress = RedriveProgress(watched: event.ends)
        changedAt = event.at
    }
}

extension Queue {
    func redrive(_ number: UInt32) -> Redrive? { redrives.first { $0.number == number } }

    /// The one that runs, of which there is one at most.
    var running: Redrive? { redrives.last { $0.isRunning } }

    /// Takes in that one began; the oldest that ended is forgotten when there are too many.
    func start(_ event: RedriveStarted) {
        if redrives.count >= Limits.redrivesMax, let index = redrives.firstIndex(where: { !$0.isRunning }) {
            redrives.remove(at: index)
        }
        redrives.append(Redrive(event))
    }

    /// Takes in that one came further.
    func advance(_ event: RedriveAdvanced) {
        guard let index = redrives.firstIndex(where: { $0.number == event.number }) else { return }
        redrives[index].progress = event.progress
        redrives[index].changedAt = event.at
        // Nobody asks any more which messages were meant.
        if !redrives[index].isRunning { redrives[index].order.places = [] }
    }
}
