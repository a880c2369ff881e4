import Synchronization

/// What the members of a group were handed, and what must never have been.
final class GroupLedger: Sendable {
    /// Messages that a process has in its hands, neither committed nor given up.
    struct Held {
        let process: Int
        /// As of the last poll's beginning.
        let stamp: Int
    }

    struct Book {
        /// By partition.
        var held: [Int: Held] = [:]
        /// The first offset that nobody has seen yet, by partition.
        var seen: [Int: Int] = [:]
        /// What an answer has acknowledged, by partition.
        var committed: [Int: Int] = [:]
        var surprises: [String] = []
        /// Counts what ends sessions without their members knowing, before and after.
        var stamp = 0
        fileprivate var processes = 0

        var seenCount: Int { seen.values.reduce(0, +) }
    }

    private let book = Mutex(Book())

    var now: Book { book.withLock { $0 } }

    func surprise(_ text: String) { book.withLock { $0.surprises.append(text) } }

    /// A process begins under a name; `before` is the one that it takes over.
    func begin(after before: Int?) -> Int {
        book.withLock { book in
            if let before { Self.release(before, &book) }
            book.processes += 1
            return book.processes
        }
    }

    /// A process lets go of everything: it polls, which commits or gives up, or it leaves.
    func release(_ process: Int) -> Int {
        book.withLock { book in
            Self.release(process, &book)
            return book.stamp
        }
    }

    private static func release(_ process: Int, _ book: inout Book) {
        for (partition, held) in book.held where held.process == process { book.held[partition] = nil }
    }

    /// Sessions end without their members' doing while this runs.
    func endingSessions(_ body: () throws -> Void) rethrows {
        book.withLock { $0.stamp += 1 }
        try body()
        book.withLock { $0.stamp += 1 }
    }

    /// An answer to a poll that began at `stamp` has come, and what was committed by it.
    func receive(_ places: [Place], committing ends: [Int: Int], by process: Int, _ stamp: Int) {
        book.withLock { book in
            for (partition, end) in ends {
                book.committed[partition] = max(book.committed[partition] ?? 0, end)
            }
            var next: [Int: Int] = [:]
            for place in places {
                let partition = place.partition
                let seen = book.seen[partition] ?? 0
                if let expected = next[partition] {
                    if place.offset != expected { book.surprises.append("\(place) came before \(expected)") }
                } else {
                    if place.offset > seen { book.surprises.append("\(place) came, and \(seen) never") }
                    if let held = book.held[partition], held.process != process, held.stamp == book.stamp,
                        stamp == book.stamp
                    {
                        book.surprises.append("\(place) came to \(process), and \(held.process) has it")
                    }
                    if let end = book.committed[partition], place.offset < end, stamp == book.stamp {
                        book.surprises.append("\(place) came again, \(end) is committed")
                    }
                    book.held[partition] = Held(process: process, stamp: stamp)
                }
                next[partition] = place.offset + 1
                book.seen[partition] = max(seen, place.offset + 1)
            }
        }
    }
}
