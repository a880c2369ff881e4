import Synchronization

/// What workers of a queue were told, over all of them and all lives of the server.
final class QueueLedger: Sendable {
    struct Book: Sendable {
        /// How often a settle of each message was answered `acked`.
        var acks: [Int: Int] = [:]
        /// Messages of which somebody knows that they are acked.
        var settled: Set<Int> = []
        /// Messages of which somebody knows that they were rejected.
        var rejected: Set<Int> = []
        /// Acks whose answers never came: they are sent again.
        var doubtful: [(lease: String, value: Int)] = []
        /// Messages by their groups, in the order in which workers got them.
        var received: [Int: [Int]] = [:]
        var surprises: [String] = []
    }

    private let book = Mutex(Book())

    var now: Book { book.withLock { $0 } }

    func write(_ body: (inout Book) -> Void) { book.withLock { body(&$0) } }

    /// Groups that messages belong to where their order is kept: `value % groups`.
    static let groups = 40

    /// Takes in that a worker got messages.
    func received(_ values: [Int]) {
        write { book in for value in values { book.received[value % Self.groups, default: []].append(value) }
        }
    }

    /// Takes the next ack that is in doubt.
    func nextDoubtful() -> (lease: String, value: Int)? { book.withLock { $0.doubtful.popLast() } }

    /// Takes in what an ack was answered.
    func acked(_ value: Int, _ answer: CurlClient.Answer) {
        let result = (try? answer.json())?["result"]?.text
        write { book in
            switch (answer.status, result) {
            case (200, "acked"):
                book.acks[value, default: 0] += 1
                book.settled.insert(value)
            case (200, "already_acked"): book.settled.insert(value)
            case (409, _): break
            default: book.surprises.append("ack: \(answer.status) \(answer.text)")
            }
        }
    }

    /// Takes in what a nack or reject was answered.
    func handedBack(_ value: Int, _ answer: CurlClient.Answer) {
        let result = (try? answer.json())?["result"]?.text
        write { book in
            if result == "rejected" || result == "already_rejected" { book.rejected.insert(value) }
            if answer.status != 200, answer.status != 409 {
                book.surprises.append("hand back: \(answer.status) \(answer.text)")
            }
        }
    }
}
