internal import CLinux
internal import LogStore
internal import Node
internal import Synchronization

/// Steps a node's housekeeping: on a thread of low priority, and on one of normal priority while it is urgent.
///
/// A thread cannot raise its own priority again without privilege, hence two; one works at a time.
final class HousekeepingThread: Sendable {
    private enum Turn: UInt8 {
        case patient
        case urgent
    }

    private let housekeeping: Housekeeping
    private let journal: JournalThread
    private let threads = Mutex<[LogStore.Thread]>([])
    private let isStopping = Atomic(false)
    private let turn = Atomic(Turn.patient.rawValue)
    /// Wakes the thread that waits for its turn.
    private let doors = (patient: Doorbell(), urgent: Doorbell())

    init(_ housekeeping: Housekeeping, beside journal: JournalThread) {
        self.housekeeping = housekeeping
        self.journal = journal
    }

    /// Starts; `onFailure` runs on a thread when nobody knows what the disk holds: the process must end.
    func start(onFailure: @escaping @Sendable (LogStoreError) -> Void) {
        let patient = LogStore.Thread(name: "housekeeping") { [self] in
            martlet_be_nice()
            run(as: .patient, onFailure)
        }
        let urgent = LogStore.Thread(name: "urgent") { [self] in run(as: .urgent, onFailure) }
        threads.withLock { $0 = [patient, urgent] }
    }

    /// Waits for the step that is being done; what is unfinished is taken up after the next start.
    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        housekeeping.bell.ring()
        doors.patient.ring()
        doors.urgent.ring()
        threads.withLock { threads in
            for thread in threads { thread.join() }
            threads = []
        }
    }

    private func run(as own: Turn, _ onFailure: @Sendable (LogStoreError) -> Void) {
        while !isStopping.load(ordering: .sequentiallyConsistent) {
            if turn.load(ordering: .sequentiallyConsistent) != own.rawValue {
                (own == .patient ? doors.patient : doors.urgent).wait(until: nil)
                continue
            }
            switch housekeeping.step() {
            case .worked, .failed:
                journal.work(besideNice: own == .patient)
                if let end = housekeeping.rest(), own == .patient { doors.patient.wait(until: end) }
            case .waiting: housekeeping.bell.wait(until: nil)
            case .idle(let until):
                journal.work(besideNice: false)
                housekeeping.bell.wait(until: until)
            case .ended(let error): return onFailure(error)
            }
            let wanted = housekeeping.isUrgent ? Turn.urgent : .patient
            if wanted != own {
                turn.store(wanted.rawValue, ordering: .sequentiallyConsistent)
                (wanted == .patient ? doors.patient : doors.urgent).ring()
            }
        }
    }
}
