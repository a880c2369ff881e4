internal import Base
internal import Synchronization

/// Tells readers of a history who go from block to block from those who look something up.
///
/// Any number of them may share a log: a read is one of a sequence when it begins where one of the last few
/// ended, whoever made that.
final class ReadAhead: Sendable {
    private struct Ends {
        static var countMax: Int { 8 }
        /// Empty in most logs, which are read from their tails.
        var offsets: [Offset] = []
        var next = 0
    }

    private let ends = Mutex(Ends())
    private let isUnderWay = Atomic<Bool>(false)
    /// Held while blocks are brought, so that nobody brings the same ones beside.
    private let turn = Mutex(())

    /// Notes a read and says whether it went on where another ended.
    func isSequential(_ from: Offset, to end: Offset) -> Bool {
        ends.withLock { ends in
            if let index = ends.offsets.firstIndex(of: from) {
                ends.offsets[index] = end
                return true
            }
            if ends.offsets.count < Ends.countMax {
                ends.offsets.append(end)
            } else {
                ends.offsets[ends.next] = end
                ends.next = (ends.next + 1) % Ends.countMax
            }
            return false
        }
    }

    /// Whether nothing is being brought ahead yet; it is after that, until `end`.
    func begin() -> Bool {
        isUnderWay.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
    }

    func end() { isUnderWay.store(false, ordering: .relaxed) }

    /// Runs `body`, which brings blocks, while no one else does.
    func taking<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        let result = turn.withLock { _ -> Result<Value, Failure> in
            do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
