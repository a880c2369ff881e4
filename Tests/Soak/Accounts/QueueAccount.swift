/// What the one client of a queue knows of it: ranges of offsets, no message.
struct QueueAccount {
    let name: String
    /// Next offset, by the answers.
    var end = 0
    /// Answered as acked, or dropped by a purge.
    var settled = OffsetSet()
    /// Settled without an answer: there or not.
    var doubtful = OffsetSet()

    init(_ index: Int) { name = "q\(index)" }

    /// Takes in a message that was handed out; says what is wrong with that.
    mutating func receive(_ offset: Int, number: Int?) -> String? {
        if offset >= end { return "\(name) gave message \(offset), beyond \(end)" }
        if settled.contains(offset) { return "\(name) gave message \(offset) again after it was settled" }
        if let number, number != offset { return "\(name) gave body \(number) at \(offset)" }
        doubtful.remove(offset)
        return nil
    }

    /// Messages that must still be there.
    var remaining: Int {
        var gone = settled
        for range in doubtful.ranges { gone.insert(range) }
        return end - gone.count
    }
}
