internal import Broker
internal import LogStore

extension Node {
    /// Makes a checkpoint of everything that is applied now, and suspends until it is on the disk.
    package func makeCheckpoint() async throws(Refused) -> CheckpointReport {
        let result = unsafe await withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<CheckpointReport, LogStoreError>, Never>) in
            housekeeping.requestCheckpoint { unsafe continuation.resume(returning: $0) }
        }
        switch result {
        case .success(let report): return report
        case .failure(let error):
            if error.isFull { throw Refused(.diskFull(limit: nil)) }
            throw Refused(error.isFrozen ? .shuttingDown : .unreadable)
        }
    }
}

extension LogStoreError {
    /// Whether it says that there is no room.
    var isFull: Bool {
        switch self {
        case .full: true
        // ENOSPC and EDQUOT.
        case .refused(_, _, let code): code == 28 || code == 122
        default: false
        }
    }

    fileprivate var isFrozen: Bool {
        if case .frozen = self { return true }
        return false
    }
}
