import Synchronization

/// What the server has acknowledged, or shown, and so may never lose.
final class Ledger: Sendable {
    /// A message of a topic that was answered with 201.
    struct Stored {
        let partition: Int
        let offset: Int
        let body: [UInt8]
    }

    struct Book {
        var stored: [Stored] = []
        /// Lines that a reader was shown, by partition and offset.
        var shown: [Int: [Int: [UInt8]]] = [:]
        /// Texts published to the queue.
        var queued: Set<String> = []
        /// Texts whose ack was answered with 200.
        var acked: Set<String> = []
        /// Texts whose ack was sent but not answered: either outcome is right.
        var doubtful: Set<String> = []
        /// Answers that should not have been given.
        var surprises: [String] = []
        fileprivate var left = Int.max
    }

    private let book = Mutex(Book())
    private let onLimit: Mutex<(@Sendable () -> Void)?> = Mutex(nil)

    /// Calls `body` once `count` more messages have been acknowledged.
    func after(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        onLimit.withLock { $0 = body }
        book.withLock { $0.left = count }
    }

    /// Changes the book; `acknowledged` messages count towards the limit.
    func write(acknowledged: Int = 0, _ change: (inout Book) -> Void) {
        let isReached = book.withLock { book in
            change(&book)
            let before = book.left
            if acknowledged > 0, before != .max { book.left = before - acknowledged }
            return before > 0 && book.left <= 0
        }
        if isReached, let body = onLimit.withLock({ $0 }) { body() }
    }

    /// A copy of what stands in it.
    var now: Book { book.withLock { $0 } }
}
