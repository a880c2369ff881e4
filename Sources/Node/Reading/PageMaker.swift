package import Base
internal import Broker
internal import LogFormat
internal import LogStore

/// Makes a page of lines on a worker, compressed or plain.
///
/// Compressed it holds stored blocks as they are, the rest compressed anew. The limits hold exactly, but that a
/// page which has whole blocks in it ends before one that does not fit as a whole: nobody inflates it then.
/// Plain it holds the lines of inflated blocks where they lie.
struct PageMaker: ~Copyable {
    private let history: History
    private let tail: Tail
    private let files: HistoryFiles
    private let limit: Offset
    private let compresses: Bool

    private var page: StoredPage
    private var budget: LineBudget
    private var renderer = LineRenderer(.lines)
    /// Lines that are to be compressed.
    private var plain = ByteBuffer()
    private var hasWholeBlock = false
    private var member = GzipMember()

    init(
        _ log: LogView, from: Offset, upTo limit: Offset, _ budget: LineBudget, compresses: Bool
    ) {
        self.compresses = compresses
        history = log.history
        tail = log.tail
        files = log.shard.files
        self.limit = limit
        self.budget = budget
        page = StoredPage(next: from)
    }

    /// Makes the page; throws when files were replaced meanwhile as well.
    consuming func make() throws(LogStoreError) -> StoredPage {
        while page.next < limit, !budget.isSpent {
            if page.next >= tail.start {
                try addTail()
            } else if try !addHistory() {
                break
            }
        }
        page.messages = budget.taken
        page.isFull = page.next < limit
        return finish()
    }

    // MARK: the two parts

    /// Adds blocks, or lines of one; false when the page is complete.
    private mutating func addHistory() throws(LogStoreError) -> Bool {
        let from = page.next
        switch try history.place(of: from, in: files) {
        case .behind(let end): page.next = min(limit, end > from ? end : max(from, tail.start))
        case .carried(let block): try add(linesOf: .carried(block), 0)
        case .block(let index, let number):
            let end = compresses ? wholeBlocks(index, from: number) : number
            if end > number {
                try add(index.entry, number..<end)
            } else if hasWholeBlock, index.blocks[number].last < limit {
                return false
            } else {
                try add(linesOf: .piece(index.entry), number)
            }
        }
        return true
    }

    /// How far whole blocks go from number `first` on; they are taken off the budget.
    private mutating func wholeBlocks(_ index: PieceIndex, from first: Int) -> Int {
        guard index.blocks[first].first >= page.next else { return first }
        var end = first
        while end < index.blocks.count, index.blocks[end].last < limit,
            budget.take(block: index.blocks[end])
        {
            end += 1
        }
        return end
    }

    private mutating func add(_ piece: PieceEntry, _ blocks: Range<Int>) throws(LogStoreError) {
        compress()
        let run = try files.pieces.stored(piece, from: blocks.lowerBound, through: blocks.upperBound - 1)
        member.append(run)
        page.next = run.last + 1
        hasWholeBlock = true
    }

    private mutating func add(linesOf source: BlockSource, _ number: Int) throws(LogStoreError) {
        let block = try files.pieces.block(of: source, number)
        guard let lines = block.lines.lines(from: page.next)?.lines(upTo: limit) else {
            return page.next = min(limit, max(page.next + 1, block.lines.end))
        }
        if compresses {
            page.next = renderer.render(.stored(lines), from: page.next, budget: &budget, into: &plain)
        } else {
            let (taken, next) = budget.take(lines)
            if !taken.isEmpty { page.parts.append(StoredPage.Part(bytes: taken, owner: block)) }
            page.next = next
        }
    }

    private mutating func addTail() throws(LogStoreError) {
        var loaded = LoadedChunks.none
        while true {
            var next = page.next
            let result = try tail.read(
                from: next, upTo: limit, bytesMax: max(budget.bytes, 1), loaded: loaded
            ) { view in
                next = renderer.render(.appended(view), from: next, budget: &budget, into: &plain)
                return !budget.isSpent
            }
            page.next = next
            guard case .cold(_, let stretch) = result else { return }
            do throws(LogStoreError) { loaded = try tail.load(stretch) } catch {
                // Forgotten while it was on its way: the history has it by now.
                if case .trimmed = error, page.next < tail.start { return }
                throw error
            }
        }
    }

    // MARK: compressing

    /// Compresses the lines that wait for it.
    private mutating func compress() {
        member.append(plain: plain.bytes)
        plain.removeAll()
    }

    private consuming func finish() -> StoredPage {
        var page = page
        if !compresses || member.isEmpty && plain.count < Limits.gzipBytesMin {
            if !plain.isEmpty { page.parts.append(PageBytes(plain).part) }
            return page
        }
        compress()
        page.parts = member.finish()
        page.isCompressed = true
        return page
    }
}

extension LogView {
    /// Whether the message at `offset` is to be read from the history.
    package func isArchived(_ offset: Offset) -> Bool { offset < tail.start }

    /// A page of whole lines from `from` on, as one gzip member or plain; nothing of the history is copied.
    ///
    /// Everything is done by a worker; what it maps is in memory when this returns.
    package func page(
        from: Offset, messagesMax: Int, bytesMax: Int, compresses: Bool = true
    ) async throws(Refused) -> StoredPage {
        guard from >= earliest else { throw Refused(.belowRetention(earliest: earliest)) }
        let limit = visibleEnd
        let budget = LineBudget(messages: messagesMax, bytes: bytesMax)
        do throws(LogStoreError) {
            return try await onWorker { [self] () throws(LogStoreError) in
                while true {
                    let state = history.state
                    do throws(LogStoreError) {
                        return try PageMaker(
                            self, from: from, upTo: limit, budget, compresses: compresses
                        ).make()
                    } catch {
                        // Files that were replaced meanwhile are no reason to give up.
                        if history.state == state { throw error }
                    }
                }
            }
        } catch { throw refusal(error) }
    }
}
