import Base
import Broker
import Node

/// One process of the simulated server: from its start to its end, clean or not.
///
/// Tasks and jobs hold on to their life; when it is dead they do nothing any more.
final class Life: @unchecked Sendable {
    /// An answer on its way: it leaves when its gate is open and a loop was told to look.
    struct Answer {
        let gate: Gate
        var isSent: Bool

        init(gate: Gate) {
            self.gate = gate
            isSent = gate.isOpen
        }
    }

    /// A receiver that waits.
    struct Parked {
        let ticket: ReceiveTicket
        let queue: EntityID
        let request: ReceiveRequest
        /// What it ended with has been taken in by the oracle.
        var isObserved = false
        /// Its client has got its answer, or has left.
        var isDone = false
    }

    /// A reader that waits for a log to grow.
    struct Watch {
        let log: LogView
        let from: Offset
        let token: WatchToken
        var isDone = false
    }

    let scheduler: SteppedScheduler
    let executors: [SteppedExecutor]
    var opened: OpenedNode?
    var isDead = false
    /// The journal has reported a failure: nothing may be acknowledged any more.
    var frozenAt: JournalSequence?
    var isCommitting = false
    var isHousekeeping = false
    /// Housekeeping has given up: the process ends.
    var hasEnded = false
    var isInGap = false
    /// Clients do nothing new: what is on its way is to come to its end.
    var isResting = false
    var answers: [Answer] = []
    var parked: [Parked] = []
    var watches: [Watch] = []
    /// Views of topics as they were some time ago.
    var oldTopics: [Topic] = []
    var lastNow = Instant.distantPast
    /// What clients are doing that wait for an answer.
    var tasks: [Int: String] = [:]
    var tasksStarted = 0
    var tasksRunning: Int { tasks.count }

    init(scheduler: SteppedScheduler) {
        self.scheduler = scheduler
        executors = (0..<scheduler.loopCount).map { SteppedExecutor(scheduler, loop: $0) }
    }
}
