internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import LogFormat
internal import Node
internal import Reactor

/// Reads on from a cursor over some partitions of a topic, in turn, and waits for more.
struct TopicReader {
    private(set) var topic: Topic
    private(set) var partitions: Range<Int>
    /// Where it stands in every partition.
    var cursor: Cursor
    /// Which messages to read, nil for all.
    let filter: MessageFilter?

    /// Whether nothing more is visible.
    var isUpToDate: Bool {
        for partition in partitions where cursor.offsets[partition] < topic.log(partition).visibleEnd {
            return false
        }
        return true
    }

    /// A guess at the bytes of the next page, for the buffer to begin with.
    func pageBytes(atMost bytesMax: Int) -> Int {
        var waiting = 0
        for partition in partitions { waiting += topic.log(partition).visibleEnd - cursor.offsets[partition] }
        return min(max(4096, waiting * 256), bytesMax, 1024 * 1024)
    }

    /// Whether the topic is gone.
    var isClosed: Bool { topic.log(partitions.lowerBound).isClosed }

    init(_ topic: Topic, _ partitions: Range<Int>, from cursor: Cursor, filter: MessageFilter? = nil) {
        self.filter = filter
        self.topic = topic
        self.partitions = partitions
        self.cursor = cursor
    }

    /// Takes in partitions that the topic got meanwhile, from their beginning, if all are read.
    mutating func takeInNewPartitions() {
        guard partitions.count == topic.partitionCount,
            let fresh = topic.name.withByteView({ topic.namespace.topic($0) }), fresh.id == topic.id
        else { return }
        for partition in cursor.offsets.count..<fresh.partitionCount {
            cursor.offsets.append(fresh.log(partition).earliest)
        }
        topic = fresh
        partitions = 0..<fresh.partitionCount
    }

    /// Renders what is there, beginning with the partition whose turn it is, as far as the budget goes.
    ///
    /// With `marksEach` every event carries the cursor behind it.
    mutating func fill(
        _ out: inout ByteBuffer, _ renderer: inout LineRenderer, _ budget: inout LineBudget,
        marksEach: Bool = false
    ) async throws(Problem) {
        let count = partitions.count
        var scan = Limits.filterScanBytes
        let start = partitions.contains(cursor.turn) ? cursor.turn - partitions.lowerBound : 0
        for step in 0..<count where !budget.isSpent && scan > 0 {
            let partition = partitions.lowerBound + (start + step) % count
            let from = cursor.offsets[partition]
            let log = topic.log(partition)
            if from >= log.visibleEnd { continue }
            let next = try await read(log, partition, from, &out, &renderer, &budget, marksEach, &scan)
            cursor.offsets[partition] = next
            // Whoever filled the answer comes last in the next one.
            if budget.isSpent || scan == 0 { cursor.turn = (partition + 1) % topic.partitionCount }
        }
    }

    private func read(
        _ log: LogView, _ partition: Int, _ from: Offset, _ out: inout ByteBuffer,
        _ renderer: inout LineRenderer, _ budget: inout LineBudget, _ marksEach: Bool,
        _ scan: inout Int
    ) async throws(Problem) -> Offset {
        if let filter {
            let search = FilteredRead(
                filter: filter, cursor: cursor, partition: partition, marksEach: marksEach)
            return try await search.read(log, from, &out, &renderer, &budget, scan: &scan)
        }
        var next = from
        var mark = EventMark(cursor, partition: partition)
        let end: Offset
        do throws(Refused) {
            end = try await log.read(from: from, bytesMax: max(budget.bytes, 1)) { run in
                if marksEach {
                    next = renderer.render(
                        run, from: next, budget: &budget, into: &out,
                        id: { offset, out in mark.write(behind: offset, into: &out) })
                } else {
                    next = renderer.render(run, from: next, budget: &budget, into: &out)
                }
                return !budget.isSpent
            }
        } catch { throw Problem(error) }
        // Where the last messages of a range are gone, nothing leads there but the end of the read.
        return budget.isSpent ? next : max(next, end)
    }

    /// Whether a worker should make the page: lines of one partition, a page of history, and a large or
    /// compressed one.
    func wantsWholePage(_ wish: ReadWish, _ isCompressed: Bool) -> Bool {
        guard wish.form == .lines, filter == nil, partitions.count == 1 else { return false }
        let log = topic.log(partitions.lowerBound)
        let from = cursor.offsets[partitions.lowerBound]
        let waiting = log.visibleEnd - from
        guard isCompressed else {
            return log.isArchived(from) && wish.bytesMax >= Limits.historyReadBytes
                && min(wish.messagesMax, waiting) >= Self.plainMessagesMin
        }
        return waiting > 0 && (log.isArchived(from) || waiting >= Self.compressedMessagesMin)
    }

    /// A page that a worker made; nil when there was no message in what was read.
    mutating func wholePage(_ wish: ReadWish, _ isCompressed: Bool) async throws(Problem) -> StoredPage? {
        let partition = partitions.lowerBound
        let log = topic.log(partition)
        let from = cursor.offsets[partition]
        let page: StoredPage
        do throws(Refused) {
            page = try await log.page(
                from: from, messagesMax: wish.messagesMax, bytesMax: wish.bytesMax,
                compresses: isCompressed)
        } catch { throw Problem(error) }
        cursor.offsets[partition] = page.next
        if page.isFull { cursor.turn = (partition + 1) % topic.partitionCount }
        return page.messages > 0 ? page : nil
    }

    /// Messages of history from which a plain page is large: smaller ones are copied from the cache at once.
    private static let plainMessagesMin = 2_000
    /// Messages in memory from which a page of them may be compressed.
    private static let compressedMessagesMin = 32

    /// Waits until there may be more, the deadline, the client's leaving or the stop.
    func wait(on exchange: Exchange, until deadline: Deadline?) async -> Wake {
        var tokens: [WatchToken] = []
        let loop = exchange.loop.index
        let wake = await exchange.park(until: deadline) { waiter in
            for partition in partitions {
                tokens.append(
                    topic.log(partition).watch(from: cursor.offsets[partition], loop: loop) {
                        waiter.signal()
                    })
            }
        }
        for (index, token) in tokens.enumerated() {
            topic.log(partitions.lowerBound + index).unwatch(token)
        }
        return wake
    }
}
