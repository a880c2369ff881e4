import LogStore
package import Node

extension NodeRig {
    /// Makes a checkpoint, turning whatever it waits for, and cleans up behind it.
    @discardableResult
    package func checkpoint() throws -> CheckpointReport {
        let outcome = Outcome()
        opened.housekeeping.requestCheckpoint { outcome.result = $0 }
        while outcome.result == nil { try keepHouse(steps: 1) }
        try keepHouse()
        guard let report = try outcome.result?.get() else { throw Unfinished() }
        return report
    }

    /// Steps housekeeping until nothing is due, or `steps` times; returns how often it did something.
    @discardableResult
    package func keepHouse(steps: Int = .max) throws -> Int {
        for step in 0..<steps {
            switch opened.housekeeping.step() {
            case .worked: continue
            case .waiting: try settle()
            case .idle(let until):
                if let until, until <= scheduler.monotonicNanoseconds() { continue }
                return step
            case .failed(let error), .ended(let error): throw error
            }
        }
        return steps
    }

    private final class Outcome: @unchecked Sendable {
        var result: Result<CheckpointReport, LogStoreError>?
    }
}
